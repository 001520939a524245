import type { GraphResource } from "../../graph/resource";
import type { NetworkGraph } from "../../graph/model";
import { assumptions } from "../assumptions";
import { charge, count, countPlaces, list, record, usage, type Draft } from "../line";
import { HOURS_PER_MONTH, prices } from "../prices";

/** https://aws.amazon.com/vpc/pricing/. The Elastic IP of a public NAT gateway is priced where it is a resource. */
export function natGateway(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const hours = charge(resource, "nat", "NAT gateway", HOURS_PER_MONTH, prices.natHour);
    const addressed = network.linker.link(resource, "allocationId", "aws:ec2/eip:Eip").targets.length > 0;
    if (resource.props.connectivityType === "private" || addressed) return [hours];
    // An address that is allocated elsewhere is still this gateway's cost.
    return [hours, charge(resource, "public-ipv4", "public IPv4 address (NAT)", HOURS_PER_MONTH, prices.publicIpv4)];
}

/** A load balancer, its assumed use, and one public address a subnet when it faces the internet. */
export function loadBalancer(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const type = String(resource.props.loadBalancerType ?? "application");
    if (type !== "application" && type !== "network") {
        throw new Error(
            `[loadBalancerType] "${type}" of ${resource.name} has no price: add it to analysis/cost/rules/network.ts`,
        );
    }
    const application = type === "application";
    const lcu = application ? assumptions.albLcu : assumptions.nlbLcu;
    return [
        charge(
            resource,
            "load-balancing",
            application ? "application load balancer" : "network load balancer",
            HOURS_PER_MONTH,
            application ? prices.albHour : prices.nlbHour,
        ),
        usage(
            resource,
            "load-balancing",
            application ? "load balancer capacity (LCU)" : "load balancer capacity (NLCU)",
            lcu.quantity * HOURS_PER_MONTH,
            application ? prices.albLcu : prices.nlbLcu,
            lcu,
        ),
        ...loadBalancerAddresses(resource, network),
    ];
}

function loadBalancerAddresses(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    if (resource.props.internal === true) return [];
    const mappings = list(resource.props.subnetMappings).map(record);
    const withoutAddress = mappings.filter((mapping) => mapping.allocationId === undefined).length;
    const nodes = mappings.length > 0 ? withoutAddress : countPlaces(network, resource, "subnets");
    if (nodes === 0 && mappings.length === 0) {
        throw new Error(`[subnets] ${resource.name} faces the internet and names no subnet: write its public subnets`);
    }
    if (nodes === 0) return [];
    const item = `public IPv4 addresses (one in each of ${nodes} subnet${nodes === 1 ? "" : "s"})`;
    return [charge(resource, "public-ipv4", item, nodes * HOURS_PER_MONTH, prices.publicIpv4)];
}

/** https://aws.amazon.com/privatelink/pricing/: an interface endpoint costs per zone, a gateway endpoint nothing. */
export function vpcEndpoint(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const type = String(resource.props.vpcEndpointType ?? "Gateway");
    if (type === "Gateway") return [];
    if (type !== "Interface") {
        throw new Error(
            `[vpcEndpointType] "${type}" of ${resource.name} has no price: add it to analysis/cost/rules/network.ts`,
        );
    }
    const { linker } = network;
    const associated = linker
        .ofType("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation")
        .filter((association) => linker.names(association, "vpcEndpointId", resource, resource.type)).length;
    const zones = count(network, resource, "subnetIds") + associated;
    if (zones === 0) {
        throw new Error(`[subnetIds] endpoint ${resource.name} names no subnet: it costs per zone, write its subnets`);
    }
    const service = String(resource.props.serviceName ?? resource.name).replace(/^com\.amazonaws\.[a-z0-9-]+\./, "");
    const item = `interface endpoint ${service} in ${zones} zone${zones === 1 ? "" : "s"}`;
    const data = assumptions.endpointGb;
    return [
        charge(resource, "endpoints", item, zones * HOURS_PER_MONTH, prices.interfaceEndpoint),
        usage(resource, "endpoints", `data through ${service}`, data.quantity, prices.interfaceEndpointGb, data),
    ];
}

/** https://aws.amazon.com/network-firewall/pricing/: per endpoint, and there is one a subnet. */
export function networkFirewall(resource: GraphResource, network: NetworkGraph): readonly Draft[] {
    const endpoints = count(network, resource, "subnetMappings");
    return [charge(resource, "firewall", "Network Firewall", endpoints * HOURS_PER_MONTH, prices.networkFirewall)];
}

export function webAcl(resource: GraphResource): readonly Draft[] {
    const rules = list(resource.props.rules).length;
    return [
        charge(resource, "firewall", "web ACL", 1, prices.webAcl),
        ...(rules > 0 ? [charge(resource, "firewall", "web ACL rules", rules, prices.webAclRule)] : []),
    ];
}
