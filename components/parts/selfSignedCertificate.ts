import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { tokens } from "../../model/tokens";

export interface SelfSignedCertificateArgs {
    readonly host: string;
    /** Begins the name that the certificate has in IAM. */
    readonly namePrefix: string;
}

const yearHours = 365 * 24;
const renewalHours = 30 * 24;

/**
 * A certificate that browsers will not trust, kept in IAM for the load balancer: what a demo has when config names none, so that even
 * there nothing travels in the clear. The key is a secret in the stack's state, which is why prod refuses to use it.
 */
export class SelfSignedCertificate extends pulumi.ComponentResource {
    readonly arn: pulumi.Output<string>;

    constructor(name: string, args: SelfSignedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
        super(tokens.selfSignedCertificate, name, args, opts);
        const child = { parent: this };
        const key = new tls.PrivateKey(name, { algorithm: "RSA", rsaBits: 2048 }, child);
        const certificate = new tls.SelfSignedCert(
            name,
            {
                privateKeyPem: key.privateKeyPem,
                subject: { commonName: args.host },
                dnsNames: [args.host],
                allowedUses: ["digital_signature", "server_auth"],
                validityPeriodHours: yearHours,
                earlyRenewalHours: renewalHours,
            },
            child,
        );
        const stored = new aws.iam.ServerCertificate(
            name,
            {
                // A prefix, since a renewed certificate must exist before the listener lets go of the old one.
                namePrefix: args.namePrefix,
                certificateBody: certificate.certPem,
                privateKey: key.privateKeyPem,
            },
            child,
        );
        this.arn = stored.arn;
        this.registerOutputs({ arn: this.arn });
    }
}
