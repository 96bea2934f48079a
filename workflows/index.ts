/** Everything that the Temporal sandbox loads. */
export { exportClaim, importTable, restartAnchor, verifyLedger } from './administration/workflow';
export { claimsProcess } from './claims/workflow';
