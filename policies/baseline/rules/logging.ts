export const rolePolicyType = "aws:iam/rolePolicy:RolePolicy";

export const groupType = "aws:cloudwatch/logGroup:LogGroup";
