/** A class of ai-toolkit that asks a part of the config for its keys. */
export interface KeyReader {
  /** The section as `schemas/facts` names it. */
  readonly section: string;
  /** Relative to ai-toolkit's root, with slashes. */
  readonly file: string;
  /** Undefined for a reader outside any class. */
  readonly className: string | undefined;
  /** The expressions that hold the section. */
  readonly receivers: readonly string[];
}

const configModules = 'toolkit/config_modules.py';

/** Classes of toolkit/config_modules.py, each made from the section's keys as `**kwargs`. */
const configClasses: Readonly<Record<string, string>> = {
  SaveConfig: 'save',
  LoggingConfig: 'logging',
  SampleItem: 'sampleItem',
  SampleConfig: 'sample',
  LormModuleSettingsConfig: 'lormModule',
  LoRMConfig: 'lorm',
  NetworkConfig: 'network',
  AdapterConfig: 'adapter',
  ValidationItem: 'validationItem',
  ValidationConfig: 'validationConfig',
  EmbeddingConfig: 'embedding',
  DecoratorConfig: 'decorator',
  TrainConfig: 'train',
  ModelConfig: 'model',
  EMAConfig: 'emaConfig',
  ReferenceDatasetConfig: 'sliderDataset',
  SliderTargetConfig: 'sliderTarget',
  GuidanceConfig: 'guidance',
  SliderConfigAnchors: 'sliderAnchor',
  SliderConfig: 'slider',
  DatasetConfig: 'dataset',
};

/** Classes elsewhere that are made from a section's keys as `**kwargs`. */
const otherClasses: readonly (readonly [section: string, file: string, className: string])[] = [
  [
    'conceptSlider',
    'extensions_built_in/concept_slider/ConceptSliderTrainer.py',
    'ConceptSliderTrainerConfig',
  ],
  [
    'imageReferenceSlider',
    'extensions_built_in/image_reference_slider_trainer/ImageReferenceSliderTrainerProcess.py',
    'ReferenceSliderConfig',
  ],
  [
    'ultimateSlider',
    'extensions_built_in/ultimate_slider_trainer/UltimateSliderTrainerProcess.py',
    'UltimateSliderConfig',
  ],
  ['caption', 'extensions_built_in/captioner/BaseCaptioner.py', 'CaptionConfig'],
  ['caption', 'extensions_built_in/captioner/AceStepCaptioner.py', 'AceStepCaptionConfig'],
  ['replacement', 'extensions_built_in/concept_replacer/ConceptReplacer.py', 'ConceptReplacementConfig'],
  ['rescale', 'jobs/process/TrainSDRescaleProcess.py', 'RescaleConfig'],
  ['generate', 'jobs/process/GenerateProcess.py', 'GenerateConfig'],
  ['generate', 'extensions_built_in/advanced_generator/ReferenceGenerator.py', 'GenerateConfig'],
  ['generate', 'extensions_built_in/advanced_generator/Img2ImgGenerator.py', 'GenerateConfig'],
];

/** Classes that are a process (or a job) and ask for its own keys. */
const processClasses: readonly (readonly [section: string, file: string, className: string])[] = [
  ['config', 'jobs/BaseJob.py', 'BaseJob'],
  ['config', 'jobs/ExtensionJob.py', 'ExtensionJob'],
  ['config', 'jobs/TrainJob.py', 'TrainJob'],
  ['config', 'jobs/ExtractJob.py', 'ExtractJob'],
  ['config', 'jobs/ModJob.py', 'ModJob'],
  ['config', 'jobs/GenerateJob.py', 'GenerateJob'],
  ['trainerProcess', 'jobs/process/BaseProcess.py', 'BaseProcess'],
  ['trainerProcess', 'jobs/process/BaseTrainProcess.py', 'BaseTrainProcess'],
  ['trainerProcess', 'jobs/process/BaseSDTrainProcess.py', 'BaseSDTrainProcess'],
  ['trainerProcess', 'extensions_built_in/sd_trainer/SDTrainer.py', 'SDTrainer'],
  ['trainerProcess', 'extensions_built_in/sd_trainer/DiffusionTrainer.py', 'DiffusionTrainer'],
  ['trainerProcess', 'extensions_built_in/sd_trainer/UITrainer.py', 'UITrainer'],
  ['oldSliderProcess', 'jobs/process/TrainSliderProcess.py', 'TrainSliderProcess'],
  [
    'imageReferenceSliderProcess',
    'extensions_built_in/image_reference_slider_trainer/ImageReferenceSliderTrainerProcess.py',
    'ImageReferenceSliderTrainerProcess',
  ],
  [
    'ultimateSliderProcess',
    'extensions_built_in/ultimate_slider_trainer/UltimateSliderTrainerProcess.py',
    'UltimateSliderTrainerProcess',
  ],
  [
    'conceptSliderProcess',
    'extensions_built_in/concept_slider/ConceptSliderTrainer.py',
    'ConceptSliderTrainer',
  ],
  ['conceptReplacerProcess', 'extensions_built_in/concept_replacer/ConceptReplacer.py', 'ConceptReplacer'],
  ['rescaleProcess', 'jobs/process/TrainSDRescaleProcess.py', 'TrainSDRescaleProcess'],
  ['captionerProcess', 'extensions_built_in/captioner/BaseCaptioner.py', 'BaseCaptioner'],
  ['batchImg2imgProcess', 'extensions_built_in/advanced_generator/Img2ImgGenerator.py', 'Img2ImgGenerator'],
  [
    'referenceGeneratorProcess',
    'extensions_built_in/advanced_generator/ReferenceGenerator.py',
    'ReferenceGenerator',
  ],
  ['toFolderProcess', 'jobs/process/GenerateProcess.py', 'GenerateProcess'],
  [
    'pureLoraGeneratorProcess',
    'extensions_built_in/advanced_generator/PureLoraGenerator.py',
    'PureLoraGenerator',
  ],
  ['mergeProcess', 'extensions/example/ExampleMergeModels.py', 'ExampleMergeModels'],
  ['extractLoconProcess', 'jobs/process/ExtractLoconProcess.py', 'ExtractLoconProcess'],
  ['extractLoconProcess', 'jobs/process/BaseExtractProcess.py', 'BaseExtractProcess'],
  ['extractLoraProcess', 'jobs/process/ExtractLoraProcess.py', 'ExtractLoraProcess'],
  ['extractLoraProcess', 'jobs/process/BaseExtractProcess.py', 'BaseExtractProcess'],
  ['rescaleLoraProcess', 'jobs/process/ModRescaleLoraProcess.py', 'ModRescaleLoraProcess'],
  ['vaeProcess', 'jobs/process/TrainVAEProcess.py', 'TrainVAEProcess'],
  ['esrganProcess', 'jobs/process/TrainESRGANProcess.py', 'TrainESRGANProcess'],
];

const trainerTypes = [
  'concept_replacer',
  'concept_slider',
  'diffusion_trainer',
  'image_reference_slider_trainer',
  'rescale_sd',
  'sd_trainer',
  'slider',
  'slider_old',
  'textual_inversion_trainer',
  'ui_trainer',
  'ultimate_slider_trainer',
];

/** The process types whose keys a section's readers ask for. */
export const typesBySection: Readonly<Record<string, readonly string[]>> = {
  trainerProcess: trainerTypes,
  oldSliderProcess: ['slider', 'slider_old'],
  imageReferenceSliderProcess: ['image_reference_slider_trainer'],
  ultimateSliderProcess: ['ultimate_slider_trainer'],
  conceptSliderProcess: ['concept_slider'],
  conceptReplacerProcess: ['concept_replacer'],
  rescaleProcess: ['rescale_sd'],
  captionerProcess: [
    'AceStepCaptioner',
    'Ideogram4Captioner',
    'Qwen3OmniCaptioner',
    'Qwen3VLCaptioner',
    'Qwen25OmniCaptioner',
  ],
  batchImg2imgProcess: ['batch_img2img'],
  referenceGeneratorProcess: ['reference_generator'],
  toFolderProcess: ['to_folder'],
  pureLoraGeneratorProcess: ['pure_lora_generator'],
  mergeProcess: ['example_merge_extension'],
  extractLoconProcess: ['locon'],
  extractLoraProcess: ['lora'],
  rescaleLoraProcess: ['rescale_lora'],
  vaeProcess: ['vae'],
  esrganProcess: ['esrgan'],
};

/** Every reader of which the sections and keys of ai-toolkit's configs are known (0.12.26; older ones have fewer). */
export const keyReaders: readonly KeyReader[] = [
  { section: 'job', file: 'toolkit/job.py', className: undefined, receivers: ['config'] },
  { section: 'job', file: 'toolkit/config.py', className: undefined, receivers: ['config'] },
  { section: 'job', file: 'jobs/BaseJob.py', className: 'BaseJob', receivers: ['config'] },
  { section: 'process', file: 'jobs/BaseJob.py', className: 'BaseJob', receivers: ['process'] },
  ...Object.entries(configClasses).map(([className, section]) =>
    madeOfKeys(section, configModules, className),
  ),
  ...otherClasses.map(([section, file, className]) => madeOfKeys(section, file, className)),
  ...processClasses.map(([section, file, className]) => ({
    section,
    file,
    className,
    receivers: ['self', 'self.config', 'self.raw_process_config'],
  })),
];

/** The files that hold the readers, each once. */
export const readerFiles: readonly string[] = [...new Set(keyReaders.map(({ file }) => file))];

function madeOfKeys(section: string, file: string, className: string): KeyReader {
  return { section, file, className, receivers: ['kwargs'] };
}
