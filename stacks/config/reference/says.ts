/**
 * What each key of the configuration decides, by its path (`keysOf`): the page, and what an editor shows. A key of the schema that
 * is not here, and one here that the schema does not have, fail the test of docs/configuration.md.
 */
export const says: Readonly<Record<string, string>> = {
    profile: "`demo` (default VPC, public addresses, cheap) or `prod` (private subnets, no public address on any host)",
    network: "the VPC and its ways out",
    "network.mode":
        "how hosts get out: `default-vpc` has no network of its own, `nat-endpoints` seals the private tier, `nat` gives it a route to the internet and needs named exemptions in prod",
    "network.cidr":
        "the VPC's block, a private /19 or larger (/18 with three zones), and not Docker's own 172.17.0.0/16",
    "network.azCount":
        "zones of the private and edge tiers; the public tier always has two. With two or three the verifier stands in each, behind the one load balancer; OpenHands and the web proxy stay in the first",
    "network.natGateways": "one NAT gateway, or one for each zone",
    "network.availabilityZones": "the zones, pinned once chosen; looked up where they are not written",
    access: "who may reach the ingress points, and what they are called",
    "access.authorizedCidrs": "the public blocks that clients come from",
    "access.acceptOpenInternet":
        "true is needed to write 0.0.0.0/0 above; in prod the two egress claims are then not proved, since S3's list may hold any address, and need named exemptions",
    "access.sshCidrs": "SSH to the web proxy; without it Session Manager only",
    "access.sessionHours": "hours after which people sign in to OpenHands anew",
    "access.ignoreIps":
        "blocks among the authorized ones that wrong passwords never ban, since many people are behind one address there; guesses for a name are slowed down all the same",
    "access.users": "the people who may sign in to OpenHands: without one nobody may",
    "access.users[].name": "the Linux user name on the web proxy, which PAM asks for",
    "access.operatorArns":
        "the users and roles of the account that may take the operators' role, which reads and deletes artifacts: users with MFA, roles as they are. Without any, and without subjects, everybody of the account whose policy allows it, with MFA, which sessions of Identity Center cannot show: name its roles",
    "access.trustedSubjects": "subjects of an OpenID Connect provider of the account that may take the operators' role",
    "access.trustedSubjects[].provider": "the issuer, as IAM names the provider",
    "access.trustedSubjects[].audience": "what its tokens are for",
    "access.trustedSubjects[].subject": "who they are about, exactly",
    "access.openHands": "the ingress point of the agent's page",
    "access.openHands.host":
        "the name that users type; point it at the load balancer (`pulumi stack output dnsRecords`)",
    "access.openHands.certificate": "where nginx on the web proxy gets its certificate",
    "access.openHands.certificate.kind":
        "`self-signed` (browsers warn), `letsencrypt` (by a record in a Route 53 zone), `secret` (your own, from Secrets Manager)",
    "access.openHands.certificate.email": "whom Let's Encrypt tells about an expiry",
    "access.openHands.certificate.hostedZoneId": "the public Route 53 zone that the host name is in",
    "access.openHands.certificate.secretArn": "a secret of this region with the PEM certificate, its chain and its key",
    "access.verifier": "the ingress point of the label verifier",
    "access.verifier.host": "the name that users type; another than OpenHands' own",
    "access.verifier.certificateArn": "the ACM certificate of the verifier's load balancer, of this region and account",
    llm: "the approved LLMs: nothing else is reachable",
    "llm.endpoints": "each approved endpoint once; examples are below",
    "llm.endpoints[].name": "what `llm.default` and the audit log call it",
    "llm.endpoints[].kind":
        "`https` for a provider's API on the internet, `bedrock` for Amazon Bedrock without leaving AWS",
    "llm.endpoints[].host": "the provider's exact name: no wildcard, address, port or object storage",
    "llm.endpoints[].paths":
        "the exact calls that the gateway forwards. The dialect, by which it judges a body, is known by the end of a path: `/v1/messages`, `/chat/completions`, `/v1/responses`; of another path it is named",
    "llm.endpoints[].paths[].path": "a path whose dialect its end does not say",
    "llm.endpoints[].paths[].dialect": "the form of its bodies",
    "llm.endpoints[].authHeader": "the header that the gateway sets to the key, in place of whatever the agent sent",
    "llm.endpoints[].secretName": "the Secrets Manager name of the key; only the web proxy reads it",
    "llm.endpoints[].cidrs":
        "the provider's published ranges, which narrow the web proxy's firewall; empty means any address on 443",
    "llm.endpoints[].region": "the region of the stack: the interface endpoint reaches no other",
    "llm.endpoints[].models":
        "the models, or Bedrock's inference profiles, that may be called; everything else is refused, and a model that searches by itself is a mistake",
    "llm.endpoints[].betas": "the values of the header `anthropic-beta` that may be sent",
    "llm.endpoints[].allowServerTools":
        "tools that may run at the provider, which then goes out for the agent: gives up the claim `gateway-forwards-only`, which needs a named exemption",
    "llm.endpoints[].limits": "what one client may use of this endpoint; what is not written is not limited",
    "llm.endpoints[].limits.concurrent": "requests at once",
    "llm.endpoints[].limits.requestsPerMinute": "requests in a minute",
    "llm.endpoints[].limits.tokensPerDay": "tokens in and out in a day (UTC)",
    "llm.endpoints[].limits.usdPerDay": "dollars in a day (UTC), by `prices`",
    "llm.endpoints[].prices": "what the models cost, by their names; needed by `usdPerDay`",
    "llm.endpoints[].prices.<name>": "of one model",
    "llm.endpoints[].prices.<name>.inputUsdPerMillion": "a million tokens that go in",
    "llm.endpoints[].prices.<name>.outputUsdPerMillion": "a million tokens that come out",
    "llm.endpoints[].secretScan":
        "whether requests with what looks like a credential are refused: known forms, which finds accidents and not intent",
    "llm.default": "what conversations start with",
    "llm.default.endpoint": "the name of one of the endpoints",
    "llm.default.model": "as OpenHands writes it, with the provider's prefix: `anthropic/…`, `openai/…`, `bedrock/…`",
    "llm.promptAudit":
        "whether the gateway keeps every forwarded body in a file of its own; it holds whatever people and the agent write",
    "llm.maxBodyMb": "the largest body of a request, in MB",
    host: "the image of all hosts",
    "host.ubuntuRelease": "the release that the AMI is of",
    "host.amiId": "an Ubuntu AMI of this region for amd64; in prod a new image is a decision",
    "host.legacySsmAgent": "whether the image's SSM agent is older than 3.3.40, which adds an `ec2messages` endpoint",
    webProxy: "the host of nginx and of the gateways",
    "webProxy.instanceType": "its EC2 type",
    openHands: "the agent's host",
    "openHands.instanceType": "an amd64 type with more than 2 GiB of memory",
    "openHands.image": "the container image",
    "openHands.image.repository": "registry and repository, without tag",
    "openHands.image.tag": "one release: `latest` moves and is refused",
    "openHands.image.scriptHashes":
        "what of the image's page browsers may run inline: `docker run --rm --entrypoint cat IMAGE PATH/index.html | npm run -s script-hashes`; without it the application's page stays empty",
    "openHands.image.digest": "the digest of that tag; in prod what runs is exactly what was approved",
    "openHands.rootVolumeGb": "disk of the system, in GB",
    "openHands.dataVolumeGb": "disk of conversations and workspaces, in GB; it survives the instance",
    "openHands.dataVolumeId": "an existing volume to use instead, as after a restore",
    verifier: "the label verifier",
    "verifier.instanceType": "an amd64 type with more than 2 GiB of memory",
    "verifier.ocrBackend": "`tesseract`, or `ollama` with a vision model beside it",
    "verifier.ollama": "the model server; needed by `ocrBackend: ollama`",
    "verifier.ollama.version": "its release",
    "verifier.ollama.model": "the model; its archive lies in the release bucket",
    "verifier.ollama.secondOpinion":
        "with `ocrBackend: tesseract`: what Tesseract holds against a label counts only where the model does not read otherwise",
    "verifier.ollama.archiveSha256": "the hash that the model's archive must have",
    "verifier.artifacts": "what is kept of verified labels",
    "verifier.artifacts.enabled": "whether there is a bucket for them at all",
    "verifier.artifacts.defaultSave": "whether a request that does not say it is kept",
    "verifier.artifacts.retentionDays": "days until they are deleted; they reach Glacier Instant Retrieval on day 90",
    operations: "alarms, backups, patches and money",
    "operations.alarmEmail": "who gets alarms; no part of the program makes alarms yet",
    "operations.backupRetentionDays":
        "days that snapshots of the data volume are kept; no part of the program makes snapshots yet",
    "operations.patchWindow": "when hosts install updates and may restart, UTC",
    "operations.budgetUsd": "dollars a month above which somebody is told; no part of the program makes a budget yet",
    "operations.strictCost": "preflight refuses a plan of which one charge has no known price",
    "operations.prices": "prices in USD that the table lacks or has of another region (`docs/cost.md`)",
    "operations.prices.<name>": "an instance type by its own name, `volume.gp3`, or a name of `model/prices.ts`",
};

/** Where a default depends on the profile, or a key is needed in one only. */
export const defaultsSaid: Readonly<Record<string, string>> = {
    "llm.endpoints[].models": "`llm.default.model` without its provider; needed for Bedrock",
    "network.mode": "`nat-endpoints` in prod, `default-vpc` in demo",
    "network.availabilityZones": "looked up",
    "access.verifier.certificateArn": "needed in prod",
    "host.amiId": "needed in prod; the newest in demo",
    "openHands.image.digest": "needed in prod",
    "openHands.dataVolumeId": "a new volume",
};

/** What is not in the project's own sections. */
export const placeSays = {
    "aws:region": "where everything is",
    "aws:allowedAccountIds": "the one account that the stack may be deployed to, as a list of one id in quotes",
} as const;
