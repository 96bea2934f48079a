/** Everything that the Temporal sandbox loads. */
export {
  eraseWording,
  exportClaim,
  importTable,
  importWording,
  reindexWordings,
  replayModels,
  reportModels,
  restartAnchor,
  searchClauses,
  setSwitch,
  sweepModels,
  verifyLedger,
} from './administration/workflow';
export { reopenClaim } from './claims/reopening';
export { claimsProcess } from './claims/workflow';
