/** Everything that the Temporal sandbox loads. */
export {
  exportClaim,
  importTable,
  replayModels,
  reportModels,
  restartAnchor,
  sweepModels,
  verifyLedger,
} from './administration/workflow';
export { claimsProcess } from './claims/workflow';
