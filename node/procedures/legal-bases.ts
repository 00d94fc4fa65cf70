/** Where the procedures stand in law, and which of these references were held against a text: the sheets and `docs/legal-bases.md` are made from it. */

export type LegalBasis = {
  readonly reference: string
  /** `yes`, or what of it was found in a text; `no`: from knowledge of the field, for a lawyer of the two countries to look up. */
  readonly lookedUp: string
  /** In which text it was found. */
  readonly where?: string
}

export const LEGAL_BASES = {
  preArrivalProcessing: {
    reference: 'TFA Article 7.1, pre-arrival processing',
    lookedUp: 'yes',
    where: 'the text of Article 7 in the TFA database',
  },
  transit: {
    reference:
      'TFA Article 11, transit; UCC Articles 215 and 226 to 236 (end: 233(2), discharge: 215); Implementing Regulation (EU) 2015/2447, Articles 303 to 312',
    lookedUp: 'no',
  },
  transitConventions: {
    reference:
      'RKC, Specific Annex E, Chapter 1; TIR Convention (1975); Common Transit Convention (1987); names of NCTS messages (IE…)',
    lookedUp: 'no',
  },
  releaseTimes: {
    reference: 'TFA Article 7.6, average release times',
    lookedUp: 'yes',
    where: 'UNECE, Trade Facilitation Implementation Guide',
  },
  authorizedOperators: {
    reference: 'TFA Article 7.7, authorized operators',
    lookedUp: 'its heading',
    where: 'a WCO presentation of that article',
  },
  borderAgencies: {
    reference: 'TFA Article 8, 8.2(a), (c), (d) and (e), border agency cooperation',
    lookedUp: 'yes',
    where: 'the text, as the WCO and the TFA facility print it',
  },
  singleWindow: {
    reference: 'TFA Article 10.4, single window',
    lookedUp: 'what it asks of members; its text: no',
    where: 'UNECE, Trade Facilitation Implementation Guide',
  },
  customsCooperation: {
    reference:
      'TFA Article 12, customs cooperation; 12.7, 12.8 and 12.9 (postponement and refusal), 12.10 (limitations)',
    lookedUp:
      '12.10; that without reciprocity nothing need be given (12.8), and that 12.9 is about the administrative burden; the grounds of 12.7, and the text of 12.8 and 12.9: no',
    where:
      'the text of 12.10 and the heading of 12.9, as Garant prints them; reciprocity: the Trade Facilitation Implementation Guide, as the ITCILO keeps it',
  },
  oneHourByRoad: {
    reference: 'UCC Delegated Regulation (EU) 2015/2446, Article 108 (road: one hour)',
    lookedUp: 'yes, as adopted in 2015',
    where: 'legislation.gov.uk',
  },
  otherModes: {
    reference: 'UCC Delegated Regulation (EU) 2015/2446, Articles 105 to 107 and 109 (other modes)',
    lookedUp: 'the terms of all of them; the text of Article 105, with the amendment (EU) 2020/2191, alone',
    where:
      'Article 105: info-aduaneiro.portaldasfinancas.gov.pt; the terms by sea, air, rail and inland waterway: zoll.de; the minimum of data by air: conex.net',
  },
  combinedTransport: {
    reference:
      'UCC Delegated Regulation (EU) 2015/2446, Articles 110 (combined transport: the limit of the active means) and 111 (force majeure)',
    lookedUp: 'no',
  },
  declarationUcc: {
    reference:
      'UCC Articles 127(4) (who lodges), 129(1) (until when it is amended) and 129(2)(b) (200 days until it lapses)',
    lookedUp: '127(4): yes; 129: no',
    where: 'legislation.gov.uk, as of 2020-12-31',
  },
  safe: {
    reference: 'SAFE Framework of Standards, Pillars 1 and 2',
    lookedUp: 'yes: what the pillars are',
    where: 'the preface of the 2018 edition, UNCTAD',
  },
  officesRkc: {
    reference: 'RKC, General Annex, Chapter 3: hours of business, juxtaposed offices',
    lookedUp: 'that the chapter has them',
    where: 'contents of the WCO guidelines to Chapter 3',
  },
  standardsRkc: {
    reference: 'RKC, numbers and wording of Standards 3.2, 3.3, 3.4, 3.5, 3.25, 7.4 and 9.2',
    lookedUp: 'no',
  },
  neighbours1982: {
    reference: '1982 Convention, Article 7 (neighbours: joint control, opening hours)',
    lookedUp: 'yes',
    where: 'the text, as Austria prints it',
  },
  rail1982: {
    reference: '1982 Convention, Annex 9 (rail)',
    lookedUp: 'that it is about rail freight',
    where: 'Official Journal of the European Union, 2011',
  },
  rest1982: { reference: '1982 Convention, Article 12; Annex 9, Articles 6 and 7(2)', lookedUp: 'no' },
  citesValidity: {
    reference:
      'CITES Article VI (export permit: six months); twelve months for an import permit, three years for certificates of ownership and travelling exhibitions; that validity is tested at import in one country',
    lookedUp: 'yes, through national law that cites it',
    where: '50 CFR 23.54',
  },
  citesOtherTerms: {
    reference:
      'CITES: six months for re-export; twelve for a certificate of origin or an introduction from the sea; Resolution Conf. 10.20 (ownership)',
    lookedUp: 'the terms: yes, through national law that cites it; the resolution: no',
    where: '50 CFR 23.54',
  },
  citesConsignment: {
    reference: 'CITES Article VI 5 (a permit for each consignment)',
    lookedUp: 'yes',
    where: 'the text, in translation',
  },
  citesEndorsement: {
    reference: 'CITES: who endorses an import permit',
    lookedUp: 'of one country: a copy is surrendered on export, certification is not required',
    where: '50 CFR 23.27',
  },
  citesTimber: {
    reference: 'CITES: the extension of a permit for timber by the country of import',
    lookedUp: 'yes, through national law that cites it',
    where: '50 CFR 23.73',
  },
  citesAppendixI: {
    reference: 'CITES Article III 2(d) and 3 (Appendix I: import permit and export permit)',
    lookedUp: 'yes',
    where: 'the text, at law-ref.org; that sources D and O need no import permit (Article VII): no',
  },
  citesPurpose: {
    reference: 'CITES: purposes of a transaction and their codes (Resolution Conf. 12.3)',
    lookedUp: 'yes',
    where: 'cites.org, glossary',
  },
  citesSource: {
    reference: 'CITES: sources of specimens and their codes, O and I beside another (Resolution Conf. 12.3)',
    lookedUp: 'A, C, D, F, I and that O stands beside another; the others: no',
    where: '50 CFR 23.24',
  },
  citesQuota: {
    reference: 'CITES: annual export quotas (Resolution Conf. 14.7; box 11a of the permit)',
    lookedUp: 'no',
  },
  originRkc: { reference: 'RKC, Specific Annex K, Chapter 2 (evidence of origin)', lookedUp: 'no' },
  kimberley: {
    reference:
      'Kimberley Process Certification Scheme: what a certificate states (dates of issue and expiry, parcels, carats, value in US dollars, heading of the Harmonized System), rough diamonds of 7102.10, 7102.21 and 7102.31',
    lookedUp: 'what it states: yes, through national law; the headings: no',
    where: '31 CFR 592.307',
  },
  wasteBasel: {
    reference: 'Basel Convention, Article 6: notification, consent, and a movement document for each shipment',
    lookedUp: 'that a movement document follows the consent',
    where: 'InforMEA, course on the convention',
  },
  wasteEu: {
    reference:
      'Regulation (EU) 2024/1157 on shipments of waste, Articles 9 (consent and its period), 13 (general notification) and 16 (after consent); consent of at most twelve months',
    lookedUp: 'the headings of the articles; the period: no',
    where: 'contents of the regulation, EUR-Lex',
  },
  catchCertificate: {
    reference: 'Regulation (EC) No 1005/2008, Article 12: catch certificates, validated by the flag State',
    lookedUp: 'yes',
    where: 'legislation.gov.uk; that a certificate may be used for several consignments: no',
  },
  timberFlegt: {
    reference:
      'Regulations (EC) No 2173/2005 and No 1024/2008: a FLEGT licence is for one shipment, one declaration and one customs office',
    lookedUp: 'yes',
    where: 'flegtlicence.org, which explains both',
  },
  dueDiligenceEudr: {
    reference: 'Regulation (EU) 2023/1115: due diligence statements and their reference numbers',
    lookedUp: 'its title',
    where: 'EUR-Lex; the articles: no',
  },
  dualUse: {
    reference:
      'Regulation (EU) 2021/821, Article 12: individual and global export authorisations (two years), for a large project (four years)',
    lookedUp: 'the four years; the two years: no',
    where: 'a summary of the regulation',
  },
  culturalExport: {
    reference:
      'Regulation (EC) No 116/2009 and Implementing Regulation (EU) No 1081/2012 (repealed by 2026/1144): standard, specific open and general open licences; twelve months and five years',
    lookedUp: 'the three licences and that the regulation was repealed; the terms: no',
    where: 'legislation.gov.uk; EUR-Lex',
  },
  culturalImport: { reference: 'Regulation (EU) 2019/880: import licence for cultural goods', lookedUp: 'no' },
  firearms: {
    reference:
      'Regulation (EU) 2025/41, Articles 19(3) (authorisations for one shipment and for several), 20(2) (the import is authorised first); UN Firearms Protocol, Article 10',
    lookedUp: 'Articles 19 and 20: yes',
    where: 'the regulation, in excerpts; the protocol: no',
  },
  citesResolution: {
    reference: 'CITES Article VII; the wording of Resolution Conf. 12.3',
    lookedUp: 'no',
    where: 'that the resolution is about permits and certificates: yes',
  },
  phytosanitary: {
    reference: 'ISPM 12, phytosanitary certificates: botanical name, origin, treatment',
    lookedUp: 'yes: its subject; the model certificate: no',
    where: 'the page of the standard at the IPPC',
  },
  assistanceConventions: {
    reference: 'Nairobi Convention (1977), Johannesburg Convention (2003)',
    lookedUp: 'yes: title and date; the first in force since 1980-05-21',
    where: 'University of Oslo, treaty texts; the second was not in force there',
  },
  traderNumber: {
    reference: 'WCO, Trader Identification Number',
    lookedUp: 'its guidelines of 2018',
    where: 'the recommendation itself: no',
  },
  releaseStudy: {
    reference: 'WCO, Time Release Study',
    lookedUp: 'that it measures from arrival to physical release, and that TFA 7.6 is read with it',
    where: "the WCO's page of the guide (version 3); the guide itself: no",
  },
} as const satisfies Readonly<Record<string, LegalBasis>>

export type LegalBasisName = keyof typeof LEGAL_BASES
