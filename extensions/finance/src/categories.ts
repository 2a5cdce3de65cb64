export const CATEGORIES = [
  'dining',
  'groceries',
  'health',
  'lodging',
  'shopping',
  'software',
  'telecom',
  'transport',
  'utilities',
  'other',
] as const
export type Category = (typeof CATEGORIES)[number]

/** Words that speak for a category, in English, German and French; each that is there counts once. */
const WORDS: Readonly<Record<Exclude<Category, 'other'>, RegExp>> = {
  dining:
    /\b(?:restaurant|bistro|café|cafe|coffee|espresso|pizza|pizzeria|lunch|dinner|menu|tip|trinkgeld|speisen|brasserie)\b/gi,
  groceries:
    /\b(?:groceries|grocery|supermarket|supermarkt|bakery|bäckerei|milk|milch|bread|brot|vegetables|gemüse|fruit|épicerie)\b/gi,
  health:
    /\b(?:pharmacy|apotheke|pharmacie|prescription|rezept|clinic|dentist|zahnarzt|doctor|arzt|medicine|glasses)\b/gi,
  lodging:
    /\b(?:hotel|hostel|nights?|übernachtung(?:en)?|nuits?|check-?in|check-?out|booking|room|zimmer|chambre|stay)\b/gi,
  shopping:
    /\b(?:shipping|versand|delivery|lieferung|livraison|item|artikel|article|parcel|paket|warranty|qty|menge|order)\b/gi,
  software:
    /\b(?:subscription|abonnement|license|lizenz|licence|plan|seats?|cloud|hosting|domain|saas|api|app|renewal)\b/gi,
  telecom:
    /\b(?:mobile|mobilfunk|phone|telefon|téléphone|roaming|broadband|internet|sim|data plan|datenvolumen|forfait)\b/gi,
  transport:
    /\b(?:train|zug|bahn|ticket|fahrkarte|billet|flight|flug|vol|taxi|ride|fahrt|boarding|seat|sitzplatz|fuel|parking|tram)\b/gi,
  utilities:
    /\b(?:electricity|strom|électricité|water|wasser|heating|heizung|gas|kwh|meter reading|zählerstand|waste)\b/gi,
}

/** The category with the most words in the text, the first of them by name when several have as many; else `other`. */
export function findCategory(text: string): Category {
  let best: { category: Category; count: number } = { category: 'other', count: 0 }
  for (const category of CATEGORIES) {
    const words = category === 'other' ? [] : (text.match(WORDS[category]) ?? [])
    const { size } = new Set(words.map((word) => word.toLowerCase()))
    if (size > best.count) best = { category, count: size }
  }
  return best.category
}
