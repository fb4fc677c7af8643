/** Teaches ajv-cli the one keyword that editors read and validators do not know, as SchemaStore's own check does. */
module.exports = (ajv) => {
  ajv.addVocabulary(['markdownDescription']);
};
