/** Resource types that stand for the same thing: a resource that was made, and one that was adopted. */
export const vpcTypes = ["aws:ec2/vpc:Vpc", "aws:ec2/defaultVpc:DefaultVpc"] as const;
export const balancerTypes = ["aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"] as const;
export const targetGroupTypes = ["aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"] as const;
export const subnetTypes = ["aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet"] as const;
export const aclTypes = ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"] as const;
export const tableTypes = ["aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable"] as const;
