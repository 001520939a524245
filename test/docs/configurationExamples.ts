/** Parts of stack files that docs/configuration.md shows. */
export const examples: readonly { readonly what: string; readonly yaml: string }[] = [
    {
        what: "Amazon Bedrock: no key, nothing leaves AWS",
        yaml: `
isolated-openhands:llm:
  endpoints:
    - name: bedrock
      kind: bedrock
      region: us-east-1 # the stack's own
      models: [us.anthropic.claude-sonnet-4-5-20250929-v1:0]
  default: { endpoint: bedrock, model: "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0" }
`,
    },
    {
        what: "An OpenAI-compatible provider",
        yaml: `
isolated-openhands:llm:
  endpoints:
    - name: openai
      kind: https
      host: api.openai.com
      paths: [/v1/chat/completions, /v1/responses]
      authHeader: authorization # the gateway writes "Bearer" and the key
      secretName: llm/openai
  default: { endpoint: openai, model: openai/gpt-5-mini }
`,
    },
    {
        what: "A company's own gateway: a path that says no dialect, two models, limits for each client",
        yaml: `
isolated-openhands:llm:
  endpoints:
    - name: own
      kind: https
      host: llm.example.org
      paths: [/v1/chat/completions, { path: /claude/ask, dialect: anthropic-messages }]
      authHeader: x-api-key
      secretName: llm/own
      models: [coder-large, coder-small]
      betas: [interleaved-thinking-2025-05-14]
      limits: { concurrent: 8, requestsPerMinute: 120, tokensPerDay: 20000000, usdPerDay: 100 }
      prices:
        coder-large: { inputUsdPerMillion: 3, outputUsdPerMillion: 15 }
        coder-small: { inputUsdPerMillion: 0.25, outputUsdPerMillion: 2 }
  default: { endpoint: own, model: openai/coder-large }
  maxBodyMb: 50
`,
    },
    {
        what: "Two endpoints: a provider with published ranges, and Bedrock beside it",
        yaml: `
isolated-openhands:llm:
  endpoints:
    - name: anthropic
      kind: https
      host: api.anthropic.com
      paths: [/v1/messages]
      authHeader: x-api-key
      secretName: llm/anthropic
      cidrs: [160.79.104.0/23]
    - name: bedrock
      kind: bedrock
      region: us-east-1
      models: [us.anthropic.claude-sonnet-4-5-20250929-v1:0]
  default: { endpoint: anthropic, model: anthropic/claude-sonnet-4-5-20250929 }
`,
    },
    {
        what: "A certificate of Let's Encrypt, by a record in a Route 53 zone",
        yaml: `
isolated-openhands:access:
  authorizedCidrs: [203.0.113.0/24]
  users: [{ name: alice }, { name: bob }]
  openHands:
    host: agent.example.com
    certificate: { kind: letsencrypt, email: ops@example.com, hostedZoneId: Z0123456789ABC }
  verifier:
    host: labels.example.com
    certificateArn: arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef
`,
    },
    {
        what: "Two zones, each with a NAT gateway, and a larger host whose price the table lacks",
        yaml: `
isolated-openhands:network:
  cidr: 10.40.0.0/16
  azCount: 2
  natGateways: per-az
  availabilityZones: [us-east-1a, us-east-1b]
isolated-openhands:openHands:
  instanceType: m7i.xlarge
  image:
    repository: ghcr.io/openhands/agent-canvas
    tag: 1.25.0
    digest: sha256:10190cdede885f74853567f4aa44b33de094139a940df75f4b204a2b6df73c57
isolated-openhands:operations:
  strictCost: true
  prices: { "m7i.xlarge": 0.2016 }
`,
    },
];
