import { texts } from "../../../analysis/graph/values";
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
        // What stack policies see of a component are its outputs: there no address is known, and nothing is judged.
        const told = networkOf(context).parts.flatMap((part) => {
            const { privateIp, privateIps } = part.resource.props;
            const addresses = [...texts(privateIp), ...texts(privateIps)];
            return addresses.length > 0 ? [{ ...part, told: addresses }] : [];
        });
        return each(
            told,
            ({ resource }) => resource.urn,
            ({ resource, interfaces, told: wanted }) =>
                interfaces
                    .filter(({ addresses }) => !wanted.some((one) => addresses.includes(one)))
                    .map(
                        ({ name }) =>
                            `${name} is not at ${wanted.join(" or ")}, where the others look for ${resource.name}`,
                    ),
        );
    },
});
