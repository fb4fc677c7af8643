import { accumulationConflict } from './accumulation-conflict';
import { alreadyFinished } from './already-finished';
import { archMissing } from './arch-missing';
import { augmentDisablesCache } from './augment-disables-cache';
import { augmentationMethod } from './augmentation-method';
import { captionAlphabet } from './caption-alphabet';
import { captionExtension } from './caption-extension';
import { captionInvisible } from './caption-invisible';
import { captionLong } from './caption-long';
import { captionMissing } from './caption-missing';
import { captionSame } from './caption-same';
import { captionTags } from './caption-tags';
import { captionTrigger } from './caption-trigger';
import { captionType } from './caption-type';
import { captionUnreadable } from './caption-unreadable';
import { checkpointMismatch } from './checkpoint-mismatch';
import { checkpointWithoutArch } from './checkpoint-without-arch';
import { controlEmpty } from './control-empty';
import { controlInsideDataset } from './control-inside-dataset';
import { controlMissing } from './control-missing';
import { datasetEmpty } from './dataset-empty';
import { datasetFails } from './dataset-fails';
import { datasetMissing } from './dataset-missing';
import { datasetReadOnly } from './dataset-read-only';
import { datasetTwice } from './dataset-twice';
import { datasetsMissing } from './datasets-missing';
import { defaultLearningRate } from './default-learning-rate';
import { duplicateKey } from './duplicate-key';
import { duplicateResolution } from './duplicate-resolution';
import { emaOff } from './ema-off';
import { epochCount } from './epoch-count';
import { exclusiveOptions } from './exclusive-options';
import { fixedOptimizerRate } from './fixed-optimizer-rate';
import { imageCut } from './image-cut';
import { imageDuplicate } from './image-duplicate';
import { imageSkipped } from './image-skipped';
import { imageSmall } from './image-small';
import { imageUnreadable } from './image-unreadable';
import { imageUnwanted } from './image-unwanted';
import { jobFolderBlocked } from './job-folder-blocked';
import { jobName } from './job-name';
import { jsonCaptionsLost } from './json-captions-lost';
import { kohyaRepeats } from './kohya-repeats';
import { lateFailure } from './late-failure';
import { learnsNothing } from './learns-nothing';
import { lostGradients } from './lost-gradients';
import { missingFile } from './missing-file';
import { missingPackage } from './missing-package';
import { modelFileDamaged } from './model-file-damaged';
import { modelPlace } from './model-place';
import { noEffect } from './no-effect';
import { noiseSchedulerMissing } from './noise-scheduler-missing';
import { nothingToTrain } from './nothing-to-train';
import { optimizerArguments } from './optimizer-arguments';
import { optimizerState } from './optimizer-state';
import { placeholderPath } from './placeholder-path';
import { processTooShallow } from './process-too-shallow';
import { promptDoubleDash } from './prompt-double-dash';
import { promptTrigger } from './prompt-trigger';
import { qwen2Controls } from './qwen-2-controls';
import { qwen2Model } from './qwen-2-model';
import { qwen2Weights } from './qwen-2-weights';
import { qwenAlpha } from './qwen-alpha';
import { qwenArchMismatch } from './qwen-arch-mismatch';
import { qwenArchMissing } from './qwen-arch-missing';
import { qwenControlImagesRule } from './qwen-control-images';
import { qwenDefaultLearningRate } from './qwen-default-learning-rate';
import { qwenDora } from './qwen-dora';
import { qwenDtype } from './qwen-dtype';
import { qwenEditBatch } from './qwen-edit-batch';
import { qwenEditFlip } from './qwen-edit-flip';
import { qwenEditValidation } from './qwen-edit-validation';
import { qwenGradientCheckpointing } from './qwen-gradient-checkpointing';
import { qwenGuidanceScale } from './qwen-guidance-scale';
import { qwenLearningRate } from './qwen-learning-rate';
import { qwenModelUnread } from './qwen-model-unread';
import { qwenNegativePrompt } from './qwen-negative-prompt';
import { qwenNetworkMissing } from './qwen-network-missing';
import { qwenNoiseScheduler } from './qwen-noise-scheduler';
import { qwenPromptLength } from './qwen-prompt-length';
import { qwenQuantizeDtype } from './qwen-quantize-dtype';
import { qwenQuantizeOff } from './qwen-quantize-off';
import { qwenRank } from './qwen-rank';
import { qwenRecoveryAdapter } from './qwen-recovery-adapter';
import { qwenResolution } from './qwen-resolution';
import { qwenSampleSteps } from './qwen-sample-steps';
import { qwenSampler } from './qwen-sampler';
import { qwenTextEncoder } from './qwen-text-encoder';
import { qwenUnloadTextEncoder } from './qwen-unload-text-encoder';
import { regNeverUsed } from './reg-never-used';
import { resumeFails } from './resume-fails';
import type { DiskRule, Rule } from './rule';
import { sampleInterval } from './sample-interval';
import { sampleWithoutPrompt } from './sample-without-prompt';
import { saveInterval } from './save-interval';
import { schedulerArguments } from './scheduler-arguments';
import { secretInConfig } from './secret-in-config';
import { sharedJobFolder } from './shared-job-folder';
import { shuffledCache } from './shuffled-cache';
import { sizeIndexWrong } from './size-index-wrong';
import { staleCache } from './stale-cache';
import { triggerLost } from './trigger-lost';
import { triggerSubstring } from './trigger-substring';
import { unsetVariable } from './unset-variable';
import { unsupportedOption } from './unsupported-option';
import { valueLimit } from './value-limit';
import { willResume } from './will-resume';
import { windowsPathEscape } from './windows-path-escape';
import { yaml11Surprise } from './yaml-1-1-surprise';

/** Every rule, by code. */
export const rules: readonly Rule[] = [
  accumulationConflict,
  archMissing,
  augmentDisablesCache,
  augmentationMethod,
  captionExtension,
  captionType,
  checkpointMismatch,
  datasetsMissing,
  defaultLearningRate,
  duplicateKey,
  duplicateResolution,
  emaOff,
  exclusiveOptions,
  fixedOptimizerRate,
  jobName,
  kohyaRepeats,
  lateFailure,
  learnsNothing,
  lostGradients,
  missingPackage,
  noEffect,
  noiseSchedulerMissing,
  nothingToTrain,
  optimizerArguments,
  placeholderPath,
  processTooShallow,
  promptDoubleDash,
  promptTrigger,
  qwen2Controls,
  qwen2Model,
  qwenAlpha,
  qwenArchMismatch,
  qwenArchMissing,
  qwenControlImagesRule,
  qwenDefaultLearningRate,
  qwenDora,
  qwenDtype,
  qwenEditBatch,
  qwenEditFlip,
  qwenEditValidation,
  qwenGradientCheckpointing,
  qwenGuidanceScale,
  qwenLearningRate,
  qwenModelUnread,
  qwenNegativePrompt,
  qwenNetworkMissing,
  qwenNoiseScheduler,
  qwenPromptLength,
  qwenQuantizeDtype,
  qwenQuantizeOff,
  qwenRank,
  qwenRecoveryAdapter,
  qwenResolution,
  qwenSampleSteps,
  qwenSampler,
  qwenTextEncoder,
  qwenUnloadTextEncoder,
  regNeverUsed,
  sampleInterval,
  sampleWithoutPrompt,
  saveInterval,
  schedulerArguments,
  secretInConfig,
  sharedJobFolder,
  shuffledCache,
  triggerLost,
  triggerSubstring,
  unsetVariable,
  unsupportedOption,
  valueLimit,
  windowsPathEscape,
  yaml11Surprise,
];

/** The rules that look at the disk, by code. */
export const diskRules: readonly DiskRule[] = [
  alreadyFinished,
  captionAlphabet,
  captionInvisible,
  captionLong,
  captionMissing,
  captionSame,
  captionTags,
  captionTrigger,
  captionUnreadable,
  checkpointWithoutArch,
  controlEmpty,
  controlInsideDataset,
  controlMissing,
  datasetEmpty,
  datasetFails,
  datasetMissing,
  datasetReadOnly,
  datasetTwice,
  epochCount,
  imageCut,
  imageDuplicate,
  imageSkipped,
  imageSmall,
  imageUnreadable,
  imageUnwanted,
  jobFolderBlocked,
  jsonCaptionsLost,
  missingFile,
  modelFileDamaged,
  modelPlace,
  optimizerState,
  qwen2Weights,
  resumeFails,
  sizeIndexWrong,
  staleCache,
  willResume,
];
