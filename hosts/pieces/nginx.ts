/** What an nginx whose master is root needs: to become its workers' user, and the package's folders. */
export const nginxMaster = {
    capabilities: ["CAP_SETUID", "CAP_SETGID", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL"],
    writes: ["/var/lib/nginx", "/var/log/nginx"],
} as const;
