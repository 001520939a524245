/** A mistake in one line of the program. */
export interface Break {
    /** As a heading. */
    readonly what: string;
    readonly file: string;
    /** What stands there exactly once: the line, and lines around it where it alone is there several times. */
    readonly from: string;
    readonly to: string;
}

export const breaks: readonly Break[] = [
    {
        what: "Metadata without a token",
        file: "components/parts/hardenedInstance.ts",
        from: '                    httpEndpoint: "enabled",\n                    httpTokens: "required",',
        to: '                    httpEndpoint: "enabled",',
    },
    {
        what: "A public address for every host",
        file: "components/parts/hardenedInstance.ts",
        from: "                associatePublicIpAddress: args.publicIp ?? false,",
        to: "                associatePublicIpAddress: true,",
    },
    {
        what: "Egress to any address instead of to S3",
        file: "components/parts/destinationEgress.ts",
        from: "        const rule = { ...tcp(s3), prefixListId: s3PrefixListId, description };",
        to: '        const rule = { ...tcp(s3), cidrIpv4: "0.0.0.0/0", description };',
    },
    {
        what: "A default route in the private tier",
        file: "components/isolatedNetwork.ts",
        from: '            private: tier("private", this.intent.sealed ? undefined : throughNat),',
        to: '            private: tier("private", throughNat),',
    },
    {
        what: "DNS blocks one name instead of all others",
        file: "components/network/dnsFirewall.ts",
        from: '            { name: naming.name("openhands-everything"), domains: ["*"] },',
        to: '            { name: naming.name("openhands-everything"), domains: ["example.net"] },',
    },
    {
        what: "S3's endpoint for every bucket there is",
        file: "model/endpointPolicies.ts",
        from: '    const owner: Record<string, string> = service === "s3" ? { "aws:ResourceAccount": account } : {};',
        to: "    const owner = {};",
    },
    {
        what: "No replies to the private tier",
        file: "design/derive/acls.ts",
        from: 'line("replies", [anywhere], ...linuxClient),',
        to: 'line("replies", tier === "edge" ? [anywhere] : [], ...linuxClient),',
    },
    {
        what: "The verifier in plain HTTP",
        file: "components/parts/applicationBalancer.ts",
        from: '            protocol: "HTTPS",',
        to: '            protocol: "HTTP",',
    },
    {
        what: "A bucket policy may make a bucket public",
        file: "components/parts/privateBucket.ts",
        from: "                blockPublicPolicy: true,",
        to: "                blockPublicPolicy: false,",
    },
    {
        what: "A role by wildcard",
        file: "components/verifierService.ts",
        from: "                statements: verifierStatements(args.naming),",
        to: '                statements: [{ Effect: "Allow", Action: "ssm:*", Resource: "*" }],',
    },
    {
        what: "A disk in the clear",
        file: "components/openHandsServer.ts",
        from: "                          encrypted: true,",
        to: "                          encrypted: false,",
    },
];
