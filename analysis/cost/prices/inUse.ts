import { PRICE_REGION, type Price, type Unpriced } from ".";
import written from "./offers.json";

/** Prices of one region as `npm run prices` took them from AWS's public offer files. */
export interface RegionOffers {
    /** When AWS published them, an ISO date. */
    readonly published: string;
    /** USD as a decimal, by the name of the price. */
    readonly usd: Readonly<Record<string, string>>;
}

export type Offers = Readonly<Record<string, RegionOffers>>;

/** What a stack's configuration says of prices: USD in the unit of the table, by name. */
export type Supplied = Readonly<Record<string, number>>;

/** A price as it is used in one plan, and where it holds. */
export interface PriceInUse {
    /** Null when nobody knows it. */
    readonly usd: string | null;
    /** The region that it is a price of; null when nothing says it. */
    readonly region: string | null;
    readonly evidence: string;
}

/** What the stack's owner wrote, else AWS's offer for the region, else the table of one region, which may be another's. */
export function priceInUse(
    price: Price | Unpriced,
    region: string | null,
    supplied: Supplied = {},
    offers: Offers = written,
): PriceInUse {
    if (Object.hasOwn(supplied, price.name))
        return { usd: decimal(supplied[price.name]), region, evidence: "operations.prices of the configuration" };
    const offer = region !== null && Object.hasOwn(offers, region) ? offers[region] : undefined;
    if (offer && Object.hasOwn(offer.usd, price.name)) {
        const evidence = `AWS's offer file of ${region}, published ${offer.published}`;
        return { usd: offer.usd[price.name], region, evidence };
    }
    if (price.usd === null) return { usd: null, region: null, evidence: price.evidence };
    return { usd: price.usd, region: PRICE_REGION, evidence: price.evidence };
}

/** Without the exponent that JavaScript writes small numbers with; nine places are what the arithmetic takes. */
const decimal = (usd: number) => usd.toFixed(9).replace(/\.?0+$/, "");
