import type { Piece } from "../piece";

const confFile = "/etc/ssh/sshd_config.d/00-isolated-openhands.conf";
const connect = "/usr/share/ec2-instance-connect/eic_run_authorized_keys";

/** Nobody comes by SSH where config names no block: operators use Session Manager. */
export const noSsh: Piece = {
    name: "ssh",
    units: ["ssh.service", "ssh.socket"].map((unit) => ({ unit, reads: [], on: "mask" as const })),
};

/**
 * SSH for operators at the blocks that config names, with keys of EC2 Instance Connect, which IAM gives and which last a minute. No key lies on
 * the host, no password opens anything, and the people who sign in to OpenHands have no shell here.
 */
export const ssh: Piece = {
    name: "ssh",
    packages: ["ec2-instance-connect", "openssh-server"],
    files: [{ path: confFile, mode: 0o644, content: configuration() }],
    units: [
        // Ubuntu's socket would answer on addresses of its own choice.
        { unit: "ssh.socket", reads: [], on: "mask" },
        { unit: "ssh.service", reads: [confFile], on: "reload" },
    ],
    listens: [{ user: "root", protocol: "tcp", port: 22, flow: "ssh" }],
    opens: [{ user: "ec2-instance-connect", flow: "metadata" }],
    checks: [
        { name: "sshd -t", command: ["sh", "-ec", "install -d /run/sshd; exec /usr/sbin/sshd -t"], reads: [confFile] },
    ],
};

function configuration(): string {
    return `# The first value that sshd reads counts, and this file is read first.
AllowUsers ubuntu
PermitRootLogin no
AuthenticationMethods publickey
PasswordAuthentication no
KbdInteractiveAuthentication no
AuthorizedKeysFile none
AuthorizedKeysCommand ${connect} %u %f
AuthorizedKeysCommandUser ec2-instance-connect
DisableForwarding yes
PermitUserEnvironment no
LoginGraceTime 20
MaxAuthTries 3
MaxStartups 5:50:20
`;
}
