export const source =
    "https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-policy-settings.html";
