import { stackRule } from "../../framework/rule";
import { each, networkOf } from "../network";

export const addressAsDesigned = stackRule("isolation", {
    id: "address-as-designed",
    severity: "medium",
    title: "Every host has the address that the other hosts are told",
    why: "Hosts find each other by fixed addresses; who has another is not found, and what takes its place is.",
    remediation: "Give the instance the privateIp of its component.",
    source: "docs/design.md#what-each-layer-says",
    rows: [48, 56],
    designSpecific: true,
    evaluate(context) {
        const { parts } = networkOf(context);
        // What stack policies see of a component are its outputs: there the address is not known, and nothing is judged.
        const told = parts.filter(({ resource }) => typeof resource.props.privateIp === "string");
        return each(
            told,
            ({ resource }) => resource.urn,
            ({ resource, interfaces }) =>
                interfaces
                    .filter(({ addresses }) => !addresses.includes(String(resource.props.privateIp)))
                    .map(
                        ({ name }) =>
                            `${name} is not at ${resource.props.privateIp}, where the others look for ${resource.name}`,
                    ),
        );
    },
});
