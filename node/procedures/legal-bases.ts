/** Where the procedures stand in law, and which of these references were held against a text: the sheets and `docs/legal-bases.md` are made from it. */

export type LegalBasis = {
  readonly reference: string
  /** `yes`, or what of it was found in a text; `no`: from knowledge of the field, for a lawyer of the two countries to look up. */
  readonly lookedUp: string
  /** In which text it was found. */
  readonly where?: string
}

/** Treaties are in English there. */
const NETHERLANDS = 'the text, as the Netherlands print their treaties (statengeneraal/laws-markdown, 2017)'

export const LEGAL_BASES = {
  preArrivalProcessing: {
    reference: 'TFA Article 7.1, pre-arrival processing',
    lookedUp: 'yes',
    where: 'the text of Article 7 in the TFA database',
  },
  transit: {
    reference:
      'TFA Article 11, transit; UCC Articles 215(2) (discharge: by comparing what departure and destination hold), 226 to 236 (233(2), end); Implementing Regulation (EU) 2015/2447, Articles 303 to 312 (309, control results; 310, enquiry; 312, alternative proof)',
    lookedUp:
      'UCC 215 and 233; Implementing Regulation 310(1) to (3) (results awaited for 6 or 12 days, an enquiry within 7 days after the limit) and 312 (an arrival alone proves no end): yes; TFA 11, the rest, and the 3 and the 28 days: no',
    where:
      'UCC 215: findok.bmf.gv.at, as of 2016; 233: 1library.org, in Portuguese; 310: legislation.gov.uk, as of 2018-04-21; 312: gesetze.legal',
  },
  transitConventions: {
    reference:
      'RKC, Specific Annex E, Chapter 1 (Customs transit); TIR Convention (1975), Articles 1(b), (d) and (e) (each country ends and discharges the operation on its own territory), 17 (a carnet for each vehicle or container, or for a combination), 18 (several offices of departure and destination) and 28, Annex 9, Part II (the number of a holder); Common Transit Convention (1987); names of NCTS messages (IE…)',
    lookedUp:
      'TIR Articles 1 and 28, and that a holder has a number by Annex 9: yes, 17 and 18: no; RKC: the name of the chapter; of the Common Transit Convention what one country makes of it: notice of the arrival on the day of it, results by the third day; the names of messages: no',
    where:
      'TIR: the text in English, as the Netherlands print their treaties (2017); note of the TIR Secretary on the number of a holder, unece.org; RKC: contents of the convention, scribd.com; United Kingdom, SI 2018/1258, Schedule 1',
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
  goodsUcc: {
    reference:
      'UCC Articles 198 (confiscation and sale, destruction; also of goods of which it is found after their release that they did not fulfil its conditions: 198(1)(d)) and 199 (abandonment to the State)',
    lookedUp: '198: yes; 199: what it is about',
    where:
      'Article 198: info-aduaneiro.portaldasfinancas.gov.pt, in Portuguese; Article 199: celna24.com, which explains it',
  },
  decisionsUcc: {
    reference: 'UCC Articles 27 and 28 (annulment and revocation of decisions) and 197 (destruction)',
    lookedUp: 'no',
  },
  offencesRkc: {
    reference: 'RKC, Specific Annex H, Chapter 1: seizure and detention of goods, and what becomes of them',
    lookedUp: 'that the chapter has standards on seizure and detention; their numbers and wording: no',
    where: 'the WCO, implementing the TFA: impartiality and transparency',
  },
  singleWindow: {
    reference: 'TFA Article 10.4, single window',
    lookedUp: 'what it asks of members; its text: no',
    where: 'UNECE, Trade Facilitation Implementation Guide',
  },
  veterinaryCode: {
    reference:
      'WOAH Terrestrial Animal Health Code, Article 5.10.1: veterinary certificates, country of destination (box I.7)',
    lookedUp: 'yes',
    where: 'woah.org, the Code of 2024',
  },
  foodCertificate: {
    reference: 'Codex, CXG 38-2001: generic model official certificate, country of destination',
    lookedUp: 'the guidelines; the boxes of the model: no',
    where: 'fao.org, the text of 2001',
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
    where:
      'searched for in English, French, German and Portuguese, where neighbouring articles are printed, and not found',
  },
  declarationUcc: {
    reference:
      'UCC Articles 127(4) (who lodges), 129(1) (until when it is amended) and 129(2)(b) (200 days until it lapses)',
    lookedUp: 'yes, 129 with the amendment (EU) 2019/474',
    where: '127: legislation.gov.uk, as of 2020-12-31; 129: info-aduaneiro.portaldasfinancas.gov.pt, in Portuguese',
  },
  safe: {
    reference: 'SAFE Framework of Standards, Pillars 1 and 2',
    lookedUp: 'yes: what the pillars are',
    where: 'the preface of the 2018 edition, UNCTAD',
  },
  beforeArrivalRkc: {
    reference:
      'RKC, General Annex, Standard 3.25 (a declaration is lodged, and registered or checked, before the goods arrive)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  hoursRkc: {
    reference:
      'RKC, General Annex, Standards 3.1 (hours by the requirements of the trade), 3.2 (service out of hours, at its approximate cost), 3.3 (hours and competence that correlate at a common border) and 9.2 (changes are told in advance)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  jointRkc: {
    reference:
      'RKC, General Annex, Transitional Standards 3.4 (joint controls) and 3.35 (inspections of other authorities at the same time)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  juxtaposedRkc: {
    reference: 'RKC, General Annex, Transitional Standard 3.5 (juxtaposed offices)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  electronicRkc: {
    reference: 'RKC, General Annex, Standard 7.4 (electronic methods beside paper, and to authenticate)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  neighbours1982: {
    reference: '1982 Convention, Article 7 (neighbours: joint control, opening hours)',
    lookedUp: 'yes',
    where: 'the text, as Austria and the Netherlands print it',
  },
  rail1982: {
    reference: '1982 Convention, Annex 9 (rail), Articles 5 (joint controls) and 6 (mutual recognition of controls)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  road1982: {
    reference: '1982 Convention, Annex 8 (road), Article 6(i) (joint controls at one stop, day and night)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  emergency1982: {
    reference:
      '1982 Convention, Article 12 (emergency measures are proportionate, ended when their reason is, and published)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  delays1982: {
    reference: '1982 Convention, Annex 9 (rail), Article 7(2) (delays at border stations are recorded and told)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
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
    reference:
      'CITES Articles VI 5 (a permit for each consignment) and VIII 3 (ports at which specimens must be presented)',
    lookedUp: 'yes',
    where: 'the text in English, as the Netherlands print it',
  },
  citesEndorsement: {
    reference:
      'CITES Article VI 6 (the country of import cancels and retains the export permit and the import permit); who endorses an import permit on export',
    lookedUp: 'VI 6: yes; of one country, that a copy is surrendered on export and certification is not required',
    where: 'the text in English, as the Netherlands print it; 50 CFR 23.27',
  },
  citesTimber: {
    reference: 'CITES: the extension of a permit for timber by the country of import',
    lookedUp: 'yes, through national law that cites it',
    where: '50 CFR 23.73',
  },
  citesDestination: {
    reference:
      'CITES: a permit names its importer with the country (boxes 3 and 3a; Resolution Conf. 12.3, Annex 2); a certificate of personal ownership names none, and one of a travelling exhibition is for every border',
    lookedUp:
      'that the importer is named, and that he and the country of import are left blank in a certificate of personal ownership; the annex itself: no',
    where: '50 CFR 23.23 and 23.49; Regulation (EC) No 865/2006, Annex I, boxes 3 and 5, at legislation.gov.uk',
  },
  citesAppendixI: {
    reference:
      'CITES Article III 2(d) and 3 (Appendix I: import permit and export permit); VII 2 and 4 (sources O and D need no import permit)',
    lookedUp: 'yes',
    where: 'the text, at law-ref.org and as the Netherlands print it',
  },
  citesPurpose: {
    reference: 'CITES: purposes of a transaction and their codes (Resolution Conf. 12.3)',
    lookedUp: 'yes',
    where: 'cites.org, glossary',
  },
  citesSource: {
    reference: 'CITES: sources of specimens and their codes, O and I beside another (Resolution Conf. 12.3)',
    lookedUp:
      'A, C, D, F, I, O, R, U and W, and that I and O stand beside another: yes, as two countries print them; X and Y: no',
    where: '50 CFR 23.24; mst.dk, letter codes in box 9',
  },
  citesQuota: {
    reference: 'CITES: annual export quotas (Resolution Conf. 14.7; box 11a of the permit)',
    lookedUp: 'no',
    where: 'searched for by its number and its subject, and not found',
  },
  originRkc: {
    reference: 'RKC, Specific Annex K, Chapter 2 (documentary evidence of origin)',
    lookedUp: 'its name; its text: no',
    where: 'contents of the convention, scribd.com',
  },
  sanitary: {
    reference:
      'SPS Agreement (1994), Annex C (control, inspection and approval); WOAH Terrestrial Animal Health Code, Chapter 5.2 (certification); Codex CXG 38-2001 (generic official certificates)',
    lookedUp: 'no',
  },
  kimberley: {
    reference:
      'Kimberley Process Certification Scheme: what a certificate states (dates of issue and expiry, parcels, carats, value in US dollars, heading of the Harmonized System, exporter and importer), rough diamonds of 7102.10, 7102.21 and 7102.31',
    lookedUp: 'yes, through national law; that the importer is named with his country: no',
    where: '31 CFR 592.307; the headings: US Customs and Border Protection',
  },
  wasteBasel: {
    reference:
      'Basel Convention, Article 6: notification (1), consent (2), general notification for at most twelve months (6 and 8), and a movement document (9)',
    lookedUp: 'yes',
    where: NETHERLANDS,
  },
  wasteEu: {
    reference:
      'Regulation (EU) 2024/1157 on shipments of waste, Articles 9 (consent and its period), 13 (general notification) and 16 (after consent); consent of at most twelve months',
    lookedUp:
      'the headings of the articles; the period in this regulation: no (in the Basel Convention, Article 6(8): yes)',
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
    where:
      'flegtlicence.org, which explains both; the form of the licence, which names no country of destination: annex of an agreement',
  },
  dueDiligenceEudr: {
    reference: 'Regulation (EU) 2023/1115: due diligence statements and their reference numbers',
    lookedUp: 'its title',
    where: 'EUR-Lex; the articles: no',
  },
  dualUse: {
    reference:
      'Regulation (EU) 2021/821, Article 12: individual and global export authorisations (two years), for a large project (four years, or longer where the project takes longer)',
    lookedUp: 'individual and large project: yes, through national law; global: no',
    where: 'legal.tricoteuses.fr, LEGIARTI000049234892; a summary of the regulation',
  },
  culturalExport: {
    reference:
      'Regulation (EC) No 116/2009 and Implementing Regulation (EU) No 1081/2012 (repealed by 2026/1144): standard, specific open and general open licences; twelve months and five years; the standard licence names its consignee with the country of destination (box 3)',
    lookedUp:
      'the three licences, what each is for (Articles 1, 2, 10 and 13), box 3, and that the regulation was repealed; the terms: no',
    where: 'legislation.gov.uk; EUR-Lex',
  },
  culturalImport: {
    reference:
      'Regulation (EU) 2019/880: import licence (Article 4, Part B of the annex) and importer statement (Article 5, Part C)',
    lookedUp: 'yes: which needs which, and Article 5; the term of a licence: no',
    where: 'EUR-Lex, summary of the regulation; fantasticsearch.net, Article 5',
  },
  firearms: {
    reference:
      'Regulation (EU) 2025/41, Articles 19(3) (authorisations for one shipment and for several), 20(2) (the import is authorised first); UN Firearms Protocol, Article 10(2) (the same) and (3) (what an authorisation states)',
    lookedUp: 'yes',
    where: 'the regulation, in excerpts; the protocol, as the Netherlands print it',
  },
  citesResolution: {
    reference: 'CITES Article VII; the wording of Resolution Conf. 12.3',
    lookedUp: 'Article VII: yes; the wording of the resolution: no',
    where: 'the text in English, as the Netherlands print it',
  },
  phytosanitary: {
    reference:
      'ISPM 12, phytosanitary certificates: botanical name, origin, treatment; the model certificate is addressed to the plant protection organizations of the countries of destination',
    lookedUp: 'yes: its subject; the model certificate: no',
    where: 'the page of the standard at the IPPC',
  },
  breachNotification: {
    reference:
      'Regulation (EU) 2016/679 (GDPR), Article 33 (72 hours, what a notice says, in phases); Directive (EU) 2016/680, Article 30, whose paragraph 6 is about data that were sent to or by another administration',
    lookedUp: 'Article 33, and Article 30(1) to (3): yes; Article 30(6): no',
    where: 'the texts, as CommonAccord, Better Regulation and legislation.gov.uk print them',
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
