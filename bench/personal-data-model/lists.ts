/** Words by which people write jobs, companies and streets; facts of the languages, listed for this project. */

const list = (text: string): string[] => text.trim().split(/\s*,\s*/);

export const HONORIFICS = list(
  'Mr., Mrs., Ms., Dr., Mr, Mrs, Ms, Dr, Miss, Prof., Professor, Sir, Madam, Herr, Frau, Rev., Judge, Captain, Officer, Señor, Señora, Monsieur, Madame, Lord, Lady',
);
export const JOBS =
  list(`accountant, claims adjuster, loss assessor, nurse, registered nurse, teacher, primary school teacher, mechanical engineer,
civil engineer, software developer, data analyst, sales manager, regional sales manager, office manager, truck driver, bus driver, taxi driver, crane operator,
machine operator, forklift operator, lathe operator, plumber, electrician, carpenter, roofer, painter, bricklayer, welder, baker, butcher, chef, sous chef, waiter, barista,
bartender, hairdresser, dentist, surgeon, paramedic, pharmacist, physician, veterinarian, optician, midwife, physical therapist, social worker, psychologist, librarian,
archivist, journalist, editor, copywriter, translator, interpreter, photographer, graphic designer, architect, landscape architect, surveyor, geologist, chemist, biologist,
physicist, economist, statistician, actuary, underwriter, insurance broker, loan officer, bank teller, financial analyst, auditor, tax consultant, lawyer, paralegal, notary,
judge, police officer, firefighter, security guard, soldier, pilot, flight attendant, air traffic controller, ship captain, sailor, fisherman, farmer, gardener, forester,
butler, housekeeper, janitor, cleaner, childcare worker, receptionist, secretary, administrative assistant, executive assistant, human resources specialist,
recruitment consultant, training specialist, project manager, product owner, operations director, chief executive officer, CEO, CFO, CTO, managing director, vice president,
board member, marketing director, advertising agent, real estate agent, leasing agent, purchasing agent, buyer, cashier, shop assistant, stock clerk, postal clerk, billing clerk, payroll clerk,
customer service representative, call center agent, systems administrator, network engineer, web developer, database administrator, research assistant, postdoctoral researcher,
lecturer, school principal, coach, referee, athlete, musician, singer, drummer, conductor, composer, actor, actress, film director, producer, dancer, sculptor, poet, novelist,
historian, curator, priest, mayor, senator, ambassador, diplomat, minister, union representative, tool maker, tailor, shoemaker, jeweller, watchmaker, upholsterer,
furnace operator, drilling supervisor, mining engineer, boiler operator, textile worker, packer, assembler, quality inspector, safety engineer, logistics coordinator,
warehouse manager, fleet manager, dispatcher, courier, car mechanic, bicycle mechanic, tire builder, glazier, locksmith, chimney sweep, plasterer, tile setter, scaffolder`);
export const ORDINARY_JOBS = list(
  'salesperson, nurse, manager, assistant, engineer, teacher, driver, developer, designer, worker, accountant',
);

export const COMPANY_FORMS = list(
  'Inc, Inc., LLC, Ltd, Ltd., Limited, Corp, Corp., Corporation, Company, Co., Group, GmbH, AG, KG, S.A., SA, SARL, S.p.A., B.V., BV, NV, AB, ApS, A/S, AS, Oy, Kft, s.r.o., Sp. z o.o., Pty, PLC, plc, Holdings, Partners, and Sons, & Sons, & Co., & Partners, Foundation, Trust',
);
export const COMPANY_TRADES = list(
  'Insurance, Insurance Group, Mutual, Assurance, Bank, Capital, Investments, Financial, Finance, Credit Union, Technologies, Systems, Software, Labs, Analytics, Data, Networks, Media, Health, Healthcare, Medical, Pharma, Clinic, Hospital, Motors, Auto, Garage, Car Care, Body Shop, Logistics, Transport, Airlines, Energy, Power, Solar, Water, Oil, Gas, Construction, Builders, Roofing, Plumbing, Heating, Electric, Properties, Real Estate, Realty, Homes, Foods, Bakery, Markets, Stores, Fashion, Design, Studio, Consulting, Advisors, Solutions, Services, Associates, University, College, School, Institute, Museum, Records, Entertainment, Sports, Travel, Hotels, Restaurant, Legal, Law, Security, Telecom, Mobile, Interactive, Explorer, Research, Industries, Works, Steel, Chemicals, Plastics, Paper, Furniture, Carpets, Windows, Glass',
);
export const WELL_KNOWN = list(
  "Google, Microsoft, Apple, Amazon, Facebook, Twitter, IBM, Intel, Oracle, Cisco, Samsung, Sony, Nokia, Siemens, Bosch, Philips, Volkswagen, BMW, Toyota, Honda, Ford, General Motors, Fiat, Renault, Volvo, Tesla, Boeing, Airbus, Lufthansa, Ryanair, Shell, BP, Total, Exxon, Allianz, AXA, Zurich Insurance, Swiss Re, Munich Re, Generali, Aviva, Prudential, MetLife, Allstate, Geico, State Farm, Progressive, Liberty Mutual, Travelers, Chubb, AIG, Nationwide, HSBC, Barclays, Citigroup, JPMorgan, Goldman Sachs, Deutsche Bank, UBS, Santander, ING, Visa, Mastercard, American Express, PayPal, Walmart, Tesco, Ikea, Lidl, Aldi, Carrefour, Nestle, Unilever, Danone, Coca-Cola, Pepsi, Starbucks, McDonalds, Nike, Adidas, Pfizer, Novartis, Roche, Bayer, Merck, Deloitte, KPMG, PwC, Accenture, SAP, Salesforce, Netflix, Spotify, Uber, Airbnb, Disney, BBC, CNN, NASA, UNESCO, Red Cross, Greenpeace, Harvard University, MIT, Stanford, FedEx, DHL, UPS, Vodafone, Verizon, AT&T, Comcast, LinkedIn, YouTube, Wikipedia, Reuters, Bloomberg, Moody's, Nasdaq, eBay, Yahoo, Dell, HP, Xerox, Kodak, Yelp, Zillow, Expedia",
);
export const STREET_WORDS = list(
  'street, st, avenue, ave, av, road, rd, lane, ln, drive, dr, boulevard, blvd, court, ct, place, pl, square, sq, terrace, close, crescent, way, parkway, highway, hwy, alley, row, mews, walk, trail, circle, loop, plaza, pike, ridge, grove, gardens, rue, allee, chemin, impasse, quai, strasse, straße, str, weg, platz, gasse, allee, ring, ufer, damm, via, viale, corso, piazza, vicolo, calle, avenida, carrera, paseo, camino, rua, travessa, praca, ulica, ul, aleja, al, namesti, trida, utca, u, ut, ter, koz, gatan, gata, vagen, vag, gade, vej, alle, vei, veien, katu, tie, kuja, polku, straat, laan, plein, gracht, kade, dijk, strada, bulevardul, sokak, caddesi, bulvari, ulitsa, prospekt, pereulok, odos, leoforos, mountain, isle, points, squares, extensions, rapids, shoals, viaduct, cove, coves, knoll, junction, ferry, port, path, turnpike, motorway, skyway, stravenue, vista, run, route, spur, track, trace, harbor, heights, hollow, inlet, keys, landing, meadows, mill, mission, neck, orchard, oval, parks, passage, pine, plain, ramp, rest, river, shore, spring, station, stream, summit, throughway, tunnel, union, unions, valley, view, village, ville, walks, wall, wells, crossing, crest, curve, dale, dam, divide, estate, expressway, fall, falls, field, fields, flat, ford, forest, forge, fork, fort, freeway, garden, gateway, glen, green, groves, haven, hill, hills, islands, prairie, radial, ranch, brook, burg, bypass, camp, canyon, cape, causeway, center, cliff, club, common, corner, course',
);
export const UNIT_WORDS = list(
  'apt, apartment, suite, unit, flat, floor, room, box, p.o, po, pobox, postbox, psc, apo, fpo, dpo, building, block, door, appt, etage, stock, hus, lgh',
);
export const BELIEFS = list(
  'Catholic, Muslim, Buddhist, Hindu, Jewish, Protestant, Lutheran, Orthodox Christian, Sikh, Mormon, Christian, Methodist, Baptist, Quaker, Atheist, Democrat, Republican, Socialist',
);
export const MONTHS = list(
  'January, February, March, April, May, June, July, August, September, October, November, December',
);
export const DAYS = list('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday');
/** Demonyms that the names of languages do not give. */
export const DEMONYMS = list(
  'American, British, Canadian, Australian, Mexican, Brazilian, Argentinian, Argentine, Chilean, Colombian, Peruvian, Venezuelan, Cuban, Jamaican, Egyptian, Moroccan, Algerian, Tunisian, Nigerian, Kenyan, Ghanaian, Ethiopian, South African, Israeli, Palestinian, Lebanese, Syrian, Iraqi, Iranian, Saudi, Pakistani, Indian, Bangladeshi, Sri Lankan, Filipino, Singaporean, Taiwanese, Austrian, Swiss, Belgian, Scottish, Irish, Welsh, English, Cypriot, Maltese, Moldovan, New Zealander, Greenlander, African, Asian, European, Latino, Hispanic, Arab, Kurdish, Scandinavian, Uruguayan, Bolivian, Ecuadorian, Senegalese, Cameroonian, Tanzanian, Ugandan, Afghan, Nepalese',
);
export const ACRONYMS = list(
  'ATM, PIN, VAT, PDF, FAQ, ID, TV, DVD, CD, SMS, GPS, USB, URL, HTML, ABS, SUV, VIN, OCR, API, IBAN, SSN, BIC, GDP, HR, PR, IT, AI, DIY, RSVP, ETA, FYI, ASAP, Q&A, CV, PhD, DNA, MRI, ICU, ER, GP, PO, RE, FW, CC, EUR, USD, GBP, NGO, CCTV, HGV, LED, PC, R&D, B2B, KYC, AML, SIU, ACV, RCV, PIP, UM',
);
