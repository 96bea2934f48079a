/** The insurer of the examples, as its forms name it. It does not exist; its domain is reserved and its numbers are free for fiction. */
import type { Country } from '../format';

export const INSURER: Record<
  Country,
  { name: string; department: string; address: string; phone: string; email: string; accent: string }
> = {
  US: {
    name: 'Harbour & Vale Insurance Company of California',
    department: 'Claims Department',
    address: '400 Harbor Way, Suite 210, Oakland, CA 94607',
    phone: '(510) 555-0140',
    email: 'claims@harbourvale.example',
    accent: '#12476b',
  },
  IE: {
    name: 'Harbour & Vale Insurance',
    department: 'Claims Department',
    address: '12 Quay Street, Dublin 2, Ireland',
    phone: '+353 20 912 0140',
    email: 'claims@harbourvale.example',
    accent: '#12476b',
  },
};
