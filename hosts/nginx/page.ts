import { frontConf } from "../pieces/frontConf";
import { packagesConf } from "../pieces/packageGateway";
import { cvePage } from "./cves";

/** Our nginx files, rendered for names of documentation: which they are changes none of their directives. */
export const renderedNginx: Readonly<Record<string, string>> = {
    front: frontConf({ host: "agent.example.com" }),
    packages: packagesConf({
        address: "10.0.2.10",
        port: 4080,
        clients: ["10.0.1.10/32"],
        mirror: "mirror.example.com",
    }),
};

if (require.main === module) process.stdout.write(cvePage(renderedNginx));
