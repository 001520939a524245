import type { AccessConfig } from "../../model/config";
import { knownTooOld } from "../../model/openHandsVersions";
import { contains, nested, overlaps, prefixLength } from "../../model/cidr";
import { aclQuota, largestAcl } from "../../design/derive/acls";
import { groupQuota, mostAuthorized, webProxyRules } from "../../design/derive/quotas";
import { subnetsNeeded } from "../../design/addresses";
import type { ExemptedRules, PartialConfig, Problem } from "./raw";
import { addressProblems } from "./addressChecks";
import { llmProblems } from "./llmChecks";
import { operatorProblems } from "./operatorChecks";

/** The rule that mode `nat` waives: private hosts get a default route. */
export const SEALED_TIER_RULE = "sealed-tiers";

export function crossChecks(config: PartialConfig, exempted: ExemptedRules): Problem[] {
    return [
        ...networkProblems(config, exempted),
        ...accessProblems(config),
        ...ignoredProblems(config),
        ...addressProblems(config),
        ...operatorProblems(config),
        ...quotaProblems(config),
        ...llmProblems(config),
        ...prodProblems(config),
        ...verifierProblems(config),
    ];
}

function networkProblems({ network, profile, region, stack }: PartialConfig, exempted: ExemptedRules): Problem[] {
    if (!network) return [];
    const problems: Problem[] = [];
    const zones = Math.max(2, network.azCount);
    const needed = subnetsNeeded(network.azCount);
    const available = 2 ** Math.max(0, 24 - prefixLength(network.cidr));
    if (network.mode !== "default-vpc" && available < needed) {
        problems.push({
            key: "network.cidr",
            value: network.cidr,
            fix: `holds ${available} subnets of /24, and ${zones} zones of three tiers need room for ${needed}: write a /${24 - Math.ceil(Math.log2(needed))} or larger`,
        });
    }
    const named = network.availabilityZones;
    if (named && network.mode !== "default-vpc" && named.length < zones) {
        const fix = `names ${named.length} zones, and ${zones} are needed (a load balancer needs two): write ${zones}`;
        problems.push({ key: "network.availabilityZones", value: named, fix });
    }
    if (named && new Set(named).size !== named.length) {
        problems.push({ key: "network.availabilityZones", value: named, fix: "names a zone twice: write each once" });
    }
    const external = named?.filter((zone) => region !== undefined && zone.slice(0, -1) !== region);
    if (external?.length) {
        const fix = `${external.join(", ")} is not in ${region}: write zones of aws:region`;
        problems.push({ key: "network.availabilityZones", value: named, fix });
    }
    if (network.mode === "default-vpc" && profile === "prod") {
        const fix = "has public subnets only; profile prod needs private ones: write nat-endpoints";
        problems.push({ key: "network.mode", value: network.mode, fix });
    }
    if (network.mode === "nat" && profile === "prod" && !exempted.has(SEALED_TIER_RULE)) {
        const fix =
            `gives private hosts a route to the internet: write nat-endpoints, or name what is waived in ` +
            `policies/${stack}.json under "${SEALED_TIER_RULE}".exemptions (resource, reason, expires)`;
        problems.push({ key: "network.mode", value: network.mode, fix });
    }
    return problems;
}

function accessProblems({ access, network }: PartialConfig): Problem[] {
    if (!access) return [];
    const lists = { authorizedCidrs: access.authorizedCidrs, sshCidrs: access.sshCidrs };
    return Object.entries(lists).flatMap(([list, cidrs]) => [
        ...cidrs
            // A block larger than any single network on the internet: any address, whole or in pieces.
            .filter((cidr) => prefixLength(cidr) < 8 && !(access.acceptOpenInternet && list === "authorizedCidrs"))
            .map((cidr) => ({
                key: `access.${list}`,
                value: cidr,
                fix:
                    list === "sshCidrs"
                        ? "opens SSH to the internet: write your own blocks"
                        : "opens the ingress points to the internet: write your own blocks, or acceptOpenInternet: true beside it",
            })),
        ...nested(cidrs).map((i) => ({
            key: `access.${list}[${i}]`,
            value: cidrs[i],
            fix:
                cidrs.indexOf(cidrs[i]) === i
                    ? "is inside another entry: leave it out"
                    : "is there twice: write it once",
        })),
        ...cidrs
            .filter(
                (cidr) =>
                    network &&
                    network.mode !== "default-vpc" &&
                    prefixLength(cidr) >= 8 &&
                    overlaps(cidr, network.cidr),
            )
            .map((cidr) => ({
                key: `access.${list}`,
                value: cidr,
                fix: `overlaps the VPC's own ${network?.cidr}, so it could not be told from hosts: write another network.cidr`,
            })),
    ]);
}

/** Only who may come in at all can be spared a ban. */
function ignoredProblems({ access }: PartialConfig): Problem[] {
    return (access?.ignoreIps ?? []).flatMap((cidr, i) => {
        if (access?.authorizedCidrs.some((authorized) => contains(authorized, cidr))) return [];
        const fix = "is in no block of authorizedCidrs, so nobody comes from there: write one that is, or leave it out";
        return [{ key: `access.ignoreIps[${i}]`, value: cidr, fix }];
    });
}

/** More authorized blocks than AWS's default quotas admit would fail half-way through `up`. */
function quotaProblems({ access, network }: PartialConfig): Problem[] {
    if (!access || !network) return [];
    if (network.mode === "default-vpc") return groupQuotaProblems(access);
    const needed = subnetsNeeded(network.azCount);
    if (2 ** Math.max(0, 24 - prefixLength(network.cidr)) < needed) return [];
    const largest = largestAcl({ ...network, mode: network.mode }, access);
    if (largest.rules <= aclQuota) return [];
    const fits = (count: number) =>
        largestAcl(
            { ...network, mode: network.mode },
            { ...access, authorizedCidrs: access.authorizedCidrs.slice(0, count) },
        ).rules <= aclQuota;
    // A block takes a rule at least, so no more than the quota's number fits.
    const most = access.authorizedCidrs.slice(0, aclQuota).findLastIndex((_, i) => fits(i + 1)) + 1;
    const fix =
        `makes ${largest.rules} ${largest.direction} rules in the network ACL of the ${largest.tier} tier, and AWS's default ` +
        `quota is ${aclQuota}: write fewer, larger blocks, at most ${most} of them`;
    return [{ key: "access.authorizedCidrs", value: access.authorizedCidrs, fix }];
}

/** Without a load balancer the web proxy's own group has the ingress points of all clients. The ACLs of the other modes hold fewer. */
function groupQuotaProblems({ authorizedCidrs, sshCidrs }: AccessConfig): Problem[] {
    const rules = webProxyRules(authorizedCidrs.length, sshCidrs.length);
    if (rules <= groupQuota) return [];
    const fix =
        `makes ${rules} ingress rules in the web proxy's security group, and AWS's default quota is ${groupQuota}: ` +
        `write fewer, larger blocks, at most ${mostAuthorized(sshCidrs.length)} of them`;
    return [{ key: "access.authorizedCidrs", value: authorizedCidrs, fix }];
}

function prodProblems({ profile, access, host, openHands, region, account }: PartialConfig): Problem[] {
    const problems: Problem[] = [];
    const arn = access?.verifier.certificateArn;
    const [, , , arnRegion, arnAccount] = arn?.split(":") ?? [];
    if (arn !== undefined && region !== undefined && arnRegion !== region) {
        const fix = `is in ${arnRegion}; the load balancer takes certificates of ${region} only: write one of them`;
        problems.push({ key: "access.verifier.certificateArn", value: arn, fix });
    }
    if (arn !== undefined && account !== undefined && arnAccount !== account) {
        const fix = `is in account ${arnAccount}; aws:allowedAccountIds says ${account}: write a certificate of that account`;
        problems.push({ key: "access.verifier.certificateArn", value: arn, fix });
    }
    const { certificate } = access?.openHands ?? {};
    if (certificate?.kind === "secret" && region !== undefined && certificate.secretArn.split(":")[3] !== region) {
        const fix = `is not in ${region}, and the web proxy reaches Secrets Manager of its own region only: write a secret of it`;
        problems.push({ key: "access.openHands.certificate.secretArn", value: certificate.secretArn, fix });
    }
    if (profile !== "prod") return problems;
    if (access && arn === undefined) {
        const fix = `is needed in prod: write the ARN of an ACM certificate for ${access.verifier.host}`;
        problems.push({ key: "access.verifier.certificateArn", value: undefined, fix });
    }
    if (host && host.amiId === undefined) {
        const fix = `is needed in prod, so that a new image is a decision: write an Ubuntu ${host.ubuntuRelease} AMI id`;
        problems.push({ key: "host.amiId", value: undefined, fix });
    }
    if (openHands && openHands.image.digest === undefined) {
        const fix = `is needed in prod: write the digest of ${openHands.image.repository}:${openHands.image.tag}`;
        problems.push({ key: "openHands.image.digest", value: undefined, fix });
    }
    return problems;
}

function verifierProblems({ verifier, access, openHands }: PartialConfig): Problem[] {
    const problems: Problem[] = [];
    const tooOld = openHands && knownTooOld(openHands.image);
    if (tooOld !== undefined) problems.push({ key: "openHands.image.tag", value: openHands!.image.tag, fix: tooOld });
    if (verifier?.ocrBackend === "ollama" && !verifier.ollama) {
        const fix = "is needed by ocrBackend: ollama: write version, model and archiveSha256";
        problems.push({ key: "verifier.ollama", value: undefined, fix });
    }
    if (verifier?.ocrBackend === "ollama" && verifier.ollama?.secondOpinion) {
        const fix =
            "is of no use with ocrBackend: ollama, the model would contradict itself: write false, or ocrBackend: tesseract";
        problems.push({ key: "verifier.ollama.secondOpinion", value: true, fix });
    }
    if (access && access.verifier.host === access.openHands.host) {
        const fix = "is the host of OpenHands too; they have different load balancers: write another name";
        problems.push({ key: "access.verifier.host", value: access.verifier.host, fix });
    }
    const names = access?.users.map((user) => user.name) ?? [];
    const seen = new Set<string>();
    names.forEach((name, i) => {
        if (seen.has(name))
            problems.push({ key: `access.users[${i}].name`, value: name, fix: "is there twice: write it once" });
        seen.add(name);
    });
    return problems;
}
