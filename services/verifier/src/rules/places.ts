import { stateCode } from "./states";

/** Countries that send wine, spirits or beer: the name, then other names, parts and adjectives that labels have. */
const countries: readonly string[] = [
    "United States|USA|U.S.A.|United States of America|US|U.S.|America|American",
    "Argentina|Argentine|Argentinian",
    "Armenia|Armenian",
    "Australia|Australian|South Australia|Victoria|New South Wales|Western Australia|Tasmania",
    "Austria|Austrian|Österreich|Osterreich",
    "Barbados",
    "Belgium|Belgian|Belgique|België|Belgie",
    "Bermuda",
    "Bolivia",
    "Brazil|Brasil|Brazilian",
    "Bulgaria|Bulgarian",
    "Canada|Canadian|Ontario|Quebec|Québec|British Columbia",
    "Chile|Chilean",
    "China|Chinese|PRC",
    "Colombia|Colombian",
    "Costa Rica",
    "Croatia|Croatian|Hrvatska",
    "Cuba|Cuban",
    "Cyprus",
    "Czech Republic|Czechia|Czech|Česká republika",
    "Denmark|Danish|Danmark",
    "Dominican Republic",
    "Ecuador",
    "El Salvador",
    "Estonia",
    "Ethiopia",
    "Fiji",
    "Finland|Finnish|Suomi",
    "France|French|Française",
    "Georgia|Georgian|Republic of Georgia|Sakartvelo",
    "Germany|German|Deutschland",
    "Greece|Greek|Hellas",
    "Grenada",
    "Guatemala",
    "Guyana",
    "Haiti|Haïti",
    "Hungary|Hungarian|Magyarország",
    "Iceland|Icelandic",
    "India|Indian",
    "Indonesia",
    "Ireland|Irish|Éire|Eire",
    "Israel|Israeli",
    "Italy|Italian|Italia|Italiano",
    "Jamaica|Jamaican",
    "Japan|Japanese|Nippon",
    "Kenya",
    "Korea|South Korea|Republic of Korea|Korean",
    "Laos",
    "Latvia",
    "Lebanon|Lebanese|Liban",
    "Lithuania|Lithuanian",
    "Luxembourg",
    "Martinique",
    "Mauritius",
    "Mexico|México|Mexican|Hecho en Mexico",
    "Moldova|Moldovan",
    "Montenegro",
    "Morocco",
    "Nepal",
    "Netherlands|Holland|Dutch|The Netherlands|Nederland",
    "New Zealand|Aotearoa",
    "Nicaragua",
    "North Macedonia|Macedonia",
    "Norway|Norwegian|Norge",
    "Panama|Panamá",
    "Paraguay",
    "Peru|Perú|Peruvian",
    "Philippines|Filipino",
    "Poland|Polish|Polska",
    "Portugal|Portuguese",
    "Romania|Romanian|România",
    "Russia|Russian|Russian Federation",
    "Saint Lucia|St. Lucia",
    "Serbia|Serbian",
    "Singapore",
    "Slovakia|Slovak",
    "Slovenia|Slovenian",
    "South Africa|South African",
    "Spain|Spanish|España|Espana",
    "Sri Lanka",
    "Sweden|Swedish|Sverige",
    "Switzerland|Swiss|Suisse|Schweiz",
    "Taiwan",
    "Thailand|Thai",
    "Trinidad and Tobago|Trinidad & Tobago|Trinidad",
    "Turkey|Türkiye|Turkiye|Turkish",
    "Ukraine|Ukrainian",
    "United Kingdom|UK|U.K.|Great Britain|Britain|England|English|Scotland|Scottish|Scotch|Wales|Welsh|Northern Ireland",
    "Uruguay|Uruguayan",
    "Venezuela|Venezuelan",
    "Vietnam|Viet Nam",
];
const plain = (text: string): string =>
    text
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .replace(/^the\s+/, "")
        .replace(/[^a-z]+/g, " ")
        .trim();
const names = new Map<string, string>();
for (const row of countries) {
    const [country, ...more] = row.split("|");
    for (const name of [country!, ...more]) names.set(plain(name).replaceAll(" ", ""), country!);
}
export const HOME = "United States";

/** The country by any of its names; a state of the United States is there. Undefined for what is not known. */
export function countryOf(text: string): string | undefined {
    const known = names.get(plain(text).replaceAll(" ", ""));
    return known ?? (stateCode(text) === undefined ? undefined : HOME);
}

/** Longest first, so that "South Africa" is not "Africa". Adjectives and names alike. */
const forms = [...countries.flatMap((row) => row.split("|"))]
    .map(plain)
    .filter((name) => name.length > 2)
    .sort((one, other) => other.length - one.length);
const MENTION = new RegExp(`(?<![a-z])(?:${[...new Set(forms)].join("|")})(?![a-z])`, "g");

/** All countries that a text names. */
export function countriesIn(text: string): string[] {
    return [...plain(text).matchAll(MENTION)].map(([name]) => names.get(name.replaceAll(" ", ""))!);
}
