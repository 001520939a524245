/**
 * Exact decimal arithmetic for amounts. A line is quantity x unit price, rounded half up to the cent once, at the end;
 * totals add rounded lines, so that a printed column adds up to its printed sum.
 */

const SCALE = 9;
const ONE = 10n ** BigInt(SCALE);

/** A non-negative decimal as an integer number of 1e-9. More digits than that are an error, not a rounding. */
function scaled(decimal: string | number): bigint {
    const text = String(decimal);
    const match = /^(\d+)(?:\.(\d{1,9}))?$/.exec(text);
    if (match === null) {
        throw new Error(`[decimal] "${text}" is not a non-negative decimal of at most ${SCALE} places`);
    }
    return BigInt(match[1]!) * ONE + BigInt((match[2] ?? "").padEnd(SCALE, "0"));
}

/** The product of decimals in whole cents. */
export function cents(...factors: readonly (string | number)[]): number {
    const product = factors.map(scaled).reduce((left, right) => left * right, 1n);
    const unit = ONE ** BigInt(factors.length);
    return Number((product * 100n * 2n + unit) / (unit * 2n));
}

/** Cents as a number of dollars with at most two places: what JSON and people see. */
export function dollars(amount: number): number {
    return amount / 100;
}

/** "12.30": two places always. */
export function formatDollars(amount: number): string {
    return amount.toFixed(2);
}

/** Sums dollar amounts without binary drift. */
export function sumDollars(amounts: readonly number[]): number {
    return dollars(amounts.reduce((sum, amount) => sum + Math.round(amount * 100), 0));
}
