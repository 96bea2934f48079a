/** Everything that the Temporal sandbox loads. */
export {
  eraseWording,
  exportClaim,
  importTable,
  importWording,
  restartAnchor,
  searchClauses,
  verifyLedger,
} from './administration/workflow';
export { claimsProcess } from './claims/workflow';
