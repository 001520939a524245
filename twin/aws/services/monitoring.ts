import { json } from "../operation";
import type { JsonOperations } from "./jsonService";

/** CloudWatch: metrics are taken, and kept to be looked at. */
export const monitoring: JsonOperations = {
    PutMetricData: (input, { callerAccount, store }) => ({
        resource: "*",
        context: { "cloudwatch:namespace": String(input.Namespace) },
        run: () => {
            store.account(callerAccount).metrics.push(input);
            return json({});
        },
    }),
};
