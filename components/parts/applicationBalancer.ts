import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../model/naming";
import { ports } from "../../model/ports";
import type { IsolatedNetwork } from "../isolatedNetwork";
import type { HardenedInstance } from "./hardenedInstance";
import { deleteMarkers, leftovers, PrivateBucket } from "./privateBucket";

export interface ApplicationBalancerArgs {
    readonly naming: Naming;
    readonly network: IsolatedNetwork;
    readonly deletionProtection: boolean;
    /** Whether `pulumi destroy` may delete access logs. Default false. */
    readonly forceDestroyLogs?: boolean;
    /** ACM certificate of the HTTPS listener. */
    readonly certificateArn: pulumi.Input<string>;
    /** The balancer's own group. */
    readonly group: aws.ec2.SecurityGroup;
    readonly hosts: readonly HardenedInstance[];
}

interface Child {
    readonly parent: pulumi.Resource;
}

/** Seconds without a byte before the load balancer gives up. A vision model on a CPU takes about 58 s, a batch several such. */
export const idleTimeoutSeconds = 300;

/**
 * TLS 1.2 and 1.3 with forward secrecy, hybrid post-quantum where the client speaks it: the one that AWS recommends
 * (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html).
 */
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

const accessLogDays = 365;

/** How long a client stays with the host that took its batch; the service forgets a batch before that. */
const stickySeconds = 86_400;

/** An application load balancer before the verifier: HTTPS, plain HTTP redirected, access logs. @returns its name in DNS */
export function applicationBalancer(name: string, args: ApplicationBalancerArgs, child: Child): pulumi.Output<string> {
    const balancer = loadBalancer(name, args, child);
    listeners(name, args.certificateArn, balancer, targetGroup(name, args, child), child);
    return balancer.dnsName;
}

function loadBalancer(name: string, args: ApplicationBalancerArgs, child: Child): aws.lb.LoadBalancer {
    const { naming, network, deletionProtection, group } = args;
    const logs = accessLogs(name, args, child);
    return new aws.lb.LoadBalancer(
        `${name}-alb`,
        {
            name: naming.name("ttb-alb"),
            loadBalancerType: "application",
            internal: false,
            ipAddressType: "ipv4",
            subnets: network.subnetIds.public,
            securityGroups: [group.id],
            dropInvalidHeaderFields: true,
            desyncMitigationMode: "defensive",
            idleTimeout: idleTimeoutSeconds,
            enableDeletionProtection: deletionProtection,
            accessLogs: { enabled: true, bucket: logs.bucket, prefix: "alb" },
        },
        // AWS writes a test object when logging is switched on: the bucket must admit it by then.
        { ...child, dependsOn: [logs.admits, ...network.internetGateway] },
    );
}

function accessLogs(name: string, { naming, forceDestroyLogs }: ApplicationBalancerArgs, child: Child): PrivateBucket {
    const bucket = naming.logBucket;
    return new PrivateBucket(
        `${name}-logs`,
        {
            naming,
            bucket,
            lifecycle: [
                { id: "end", status: "Enabled", filter: { prefix: "alb/" }, expiration: { days: accessLogDays } },
                leftovers(30),
                deleteMarkers,
            ],
            statements: [
                {
                    // Without aws:SourceAccount, as AWS documents it: the service does not send that key, the account is
                    // in the path (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html).
                    Sid: "LoadBalancerLogs",
                    Effect: "Allow",
                    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: `${naming.bucketArn(bucket)}/alb/AWSLogs/${naming.account}/*`,
                },
            ],
            forceDestroy: forceDestroyLogs,
        },
        child,
    );
}

function targetGroup(
    name: string,
    { naming, network, hosts }: ApplicationBalancerArgs,
    child: Child,
): aws.lb.TargetGroup {
    const targets = new aws.lb.TargetGroup(
        name,
        {
            name: naming.name("ttb-verifier"),
            vpcId: network.vpcId,
            protocol: "HTTP",
            port: ports.verifier,
            targetType: "instance",
            deregistrationDelay: 30,
            // A batch's state is in the memory of the host that took it.
            stickiness:
                hosts.length > 1 ? { type: "lb_cookie", enabled: true, cookieDuration: stickySeconds } : undefined,
            healthCheck: {
                protocol: "HTTP",
                path: "/health",
                matcher: "200",
                interval: 30,
                timeout: 5,
                healthyThreshold: 2,
                unhealthyThreshold: 3,
            },
        },
        child,
    );
    hosts.forEach(({ instanceId }, zone) => {
        new aws.lb.TargetGroupAttachment(
            zone === 0 ? name : `${name}-${zone + 1}`,
            { targetGroupArn: targets.arn, targetId: instanceId, port: ports.verifier },
            child,
        );
    });
    return targets;
}

function listeners(
    name: string,
    certificateArn: pulumi.Input<string>,
    balancer: aws.lb.LoadBalancer,
    targets: aws.lb.TargetGroup,
    child: Child,
): void {
    new aws.lb.Listener(
        `${name}-https`,
        {
            loadBalancerArn: balancer.arn,
            protocol: "HTTPS",
            port: ports.https,
            sslPolicy,
            certificateArn,
            defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
        },
        child,
    );
    new aws.lb.Listener(
        `${name}-http`,
        {
            loadBalancerArn: balancer.arn,
            protocol: "HTTP",
            port: ports.http,
            defaultActions: [
                {
                    type: "redirect",
                    redirect: { protocol: "HTTPS", port: String(ports.https), statusCode: "HTTP_301" },
                },
            ],
        },
        child,
    );
}
