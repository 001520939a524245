import { plainMarker } from "../../../model/plainForms";
import { unknown, unless } from "../../framework/outcome";
import { textAt } from "../../framework/read";
import { resourceRule } from "../../framework/rule";
import { opened } from "../layers";
import { secretName, secretsIn, secretUnder } from "../secretForms";

/** SecureString is for secrets; a String parameter that looks like one, by its name or what it holds, is a mistake. */
export const parameterNoSecret = resourceRule("baseline", {
    id: "parameter-no-secret",
    severity: "high",
    title: "No plain parameter is named like a secret or holds one",
    why: "A String parameter is shown to whoever may list parameters.",
    remediation: "Make it a SecureString.",
    source: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    rows: [111],
    types: ["aws:ssm/parameter:Parameter"],
    check(parameter) {
        const type = textAt(parameter, "type");
        if (type === "SecureString") return unless();
        const name = textAt(parameter, "name") ?? parameter.name;
        if (parameter.unknown.has("value"))
            return unknown(
                `what ${name} holds, which is a secret to Pulumi and a ${type} to AWS`,
                "insecureValue for what is no secret, or make it a SecureString",
            );
        const value = textAt(parameter, "insecureValue") ?? textAt(parameter, "value");
        const isHidden = value === undefined || value === plainMarker;
        const called = isHidden ? secretName(lastOf(name)) : secretUnder(lastOf(name), value);
        const held = [...new Set(opened(Buffer.from(value ?? "")).flatMap(secretsIn))];
        return unless(
            called !== undefined && `${name} holds ${called} by its name, and is a ${type}: make it a SecureString`,
            held.length > 0 &&
                `${name} holds what looks like ${held.join(", ")}, and is a ${type}: make it a SecureString`,
        );
    },
});

/** `/app/token/ttl` is about a token, and is none. */
const lastOf = (name: string): string => name.split("/").at(-1) ?? name;
