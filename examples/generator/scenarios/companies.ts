/** Firms and authorities of the examples. None of them exists; their numbers are kept free for fiction. */
import type { Company } from '../scenario';

export const clearviewGlass: Company = {
  name: 'Clearview Auto Glass',
  address: ['3127 Adams Avenue', 'San Diego, CA 92116'],
  phone: '(619) 555-0142',
  email: 'service@clearviewglass.example',
  registered: 'CA Bureau of Automotive Repair lic. ARD 298417',
  look: { accent: '#0a6b8a', face: 'sans', head: 'left', dates: 'long' },
};

export const riverCityCollision: Company = {
  name: 'River City Collision Center',
  address: ['1840 Folsom Boulevard', 'Sacramento, CA 95816'],
  phone: '(916) 555-0118',
  email: 'estimates@rivercitycollision.example',
  registered: 'BAR lic. ARD 276033   EPA CAL000418832',
  look: { accent: '#8a1f1f', face: 'sans', head: 'band', dates: 'numeric' },
};

export const orchardBody: Company = {
  name: 'Orchard Body & Paint, Inc.',
  address: ['662 N. Blackstone Avenue', 'Fresno, CA 93701'],
  phone: '(559) 555-0167',
  email: 'office@orchardbody.example',
  registered: 'BAR lic. ARD 281955',
  look: { accent: '#1f5c3a', face: 'serif', head: 'centred', dates: 'short' },
};

export const eastBayExhaust: Company = {
  name: 'East Bay Muffler & Auto',
  address: ['5290 Telegraph Avenue', 'Oakland, CA 94609'],
  phone: '(510) 555-0173',
  email: 'shop@eastbayauto.example',
  registered: 'BAR lic. ARD 264870   Smog check station RC 264870',
  look: { accent: '#333333', face: 'typewriter', head: 'centred', dates: 'numeric' },
};

export const dentRight: Company = {
  name: 'DentRight Mobile Hail Repair',
  address: ['2204 S. Grand Avenue', 'Santa Ana, CA 92705'],
  phone: '(714) 555-0129',
  email: 'jobs@dentright.example',
  registered: 'BAR lic. ARD 301266',
  look: { accent: '#c25a00', face: 'sans', head: 'band', dates: 'long' },
};

export const valleyFence: Company = {
  name: 'Valley Fence & Deck',
  address: ['4418 E. Ashlan Avenue', 'Fresno, CA 93726'],
  phone: '(559) 555-0184',
  email: 'quotes@valleyfence.example',
  registered: 'CSLB lic. 1048827 (C-13)',
  look: { accent: '#5b3a1a', face: 'serif', head: 'left', dates: 'numeric' },
};

export const lanternCollision: Company = {
  name: 'Lantern Way Auto Body',
  address: ['1015 Coleman Avenue', 'San Jose, CA 95110'],
  phone: '(408) 555-0156',
  email: 'claims@lanternautobody.example',
  registered: 'BAR lic. ARD 290148   I-CAR Gold',
  look: { accent: '#243b6b', face: 'sans', head: 'left', dates: 'numeric' },
};

export const dryline: Company = {
  name: 'Dryline Restoration Ltd',
  address: ['Unit 6, Ballysimon Business Park', 'Limerick, V94 K2N8'],
  phone: '+353 20 916 4471',
  email: 'accounts@dryline.example',
  registered: 'Registered in Ireland 604418   VAT no. IE 3417752TH',
  look: { accent: '#0e5a78', face: 'sans', head: 'band', dates: 'long' },
};

export const quickRoof: Company = {
  name: 'Quick Roof Services',
  address: ['Dock Road', 'Limerick'],
  phone: '+353 20 917 0026',
  email: 'info@quickroof.example',
  registered: 'VAT no. IE 9900112KA',
  look: { accent: '#555555', face: 'sans', head: 'centred', dates: 'numeric' },
};

export const leeDrying: Company = {
  name: 'Lee Valley Drying & Cleaning',
  address: ['18 Marina Commercial Park', 'Cork, T12 XH6P'],
  phone: '+353 20 914 8830',
  email: 'info@leedrying.example',
  registered: 'VAT no. IE 2871940RH',
  look: { accent: '#205f9a', face: 'sans', head: 'left', dates: 'numeric' },
};

export const strandElectrical: Company = {
  name: 'STRAND ELECTRICAL',
  address: ['7 The Mall', 'Tralee, Co. Kerry'],
  phone: '+353 20 918 2245',
  email: 'shop@strandelectrical.example',
  registered: 'VAT No. IE6608412P',
  look: { accent: '#111111', face: 'typewriter', head: 'centred', dates: 'numeric' },
};

export const marbleCityJewellers: Company = {
  name: 'Marble City Jewellers',
  address: ['31 High Street', 'Kilkenny, R95 X0T2'],
  phone: '+353 20 913 5518',
  email: 'sales@marblecity.example',
  registered: 'VAT No. IE4419037W',
  look: { accent: '#111111', face: 'sans', head: 'centred', dates: 'long' },
};

export const noreCameras: Company = {
  name: 'NORE CAMERAS & SOUND',
  address: ['12 Rose Inn Street', 'Kilkenny'],
  phone: '+353 20 913 7702',
  email: 'hello@norecameras.example',
  registered: 'VAT No. IE5527718D',
  look: { accent: '#111111', face: 'sans', head: 'centred', dates: 'numeric' },
};

export const abbeyOutfitters: Company = {
  name: 'ABBEY OUTFITTERS',
  address: ['4 Parliament Street', 'Kilkenny'],
  phone: '+353 20 913 9160',
  email: 'shop@abbeyoutfitters.example',
  registered: 'VAT No. IE8830026G',
  look: { accent: '#111111', face: 'typewriter', head: 'centred', dates: 'short' },
};

export const castleWholesale: Company = {
  name: 'CASTLE GIFT WHOLESALE',
  address: ['Loughboy Industrial Park', 'Kilkenny'],
  phone: '+353 20 913 0448',
  email: 'trade@castlegift.example',
  registered: 'VAT No. IE7716092M',
  look: { accent: '#111111', face: 'typewriter', head: 'centred', dates: 'long' },
};

/** A police force as its reports name it. */
export const oaklandPolice = {
  name: 'Bayside Police Department',
  station: 'Records Division',
  address: ['455 Civic Plaza', 'Oakland, CA 94607'],
};

export const garda = (station: string, county: string) => ({
  name: 'An Garda Síochána',
  station: `${station} Garda Station`,
  address: [county, 'Ireland'],
});
