import type { Credentials } from "./sign";

/** Seconds that the token of the metadata service is asked for: it is used at once. */
const tokenSeconds = "60";
const patience = 5000;
const roles = "/latest/meta-data/iam/security-credentials/";

/** The session of the instance's role, by version 2 of the metadata service. @throws Error that says which question failed */
export async function roleSession(service: string): Promise<Credentials> {
    const ask = async (path: string, headers: Record<string, string>, method = "GET"): Promise<string> => {
        const signal = AbortSignal.timeout(patience);
        const answer = await fetch(`${service}${path}`, { method, headers, signal, redirect: "error" });
        if (answer.status !== 200) throw new Error(`the metadata service answers ${path} with ${answer.status}`);
        return answer.text();
    };
    const token = await ask("/latest/api/token", { "x-aws-ec2-metadata-token-ttl-seconds": tokenSeconds }, "PUT");
    const shown = { "x-aws-ec2-metadata-token": token };
    const [role = ""] = (await ask(roles, shown)).split("\n");
    const said = JSON.parse(await ask(roles + role, shown)) as Record<string, string | undefined>;
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = said;
    const expiration = Date.parse(Expiration ?? "");
    if (!AccessKeyId || !SecretAccessKey || !Token || Number.isNaN(expiration))
        throw new Error(`the metadata service has no whole session of the role ${role}`);
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiration };
}
