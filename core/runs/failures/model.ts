import type { KnownFailure } from './known-failure';

const loading = ['loading', 'quantizing'] as const;
const cutFile =
  /Error while deserializing header|HeaderTooLarge|HeaderTooSmall|InvalidHeader\w*|MetadataIncompleteBuffer|SafetensorError|file not fully covered/;

/** Failures of model files and checkpoints. The phase decides which file is meant; nothing here advises to delete a file that may be good. */
export const modelFailures: readonly KnownFailure[] = [
  {
    reason: 'broken-checkpoint',
    library: 'safetensors',
    says: cutFile,
    resuming: true,
    message: 'The checkpoint {resumedFrom}, from which the run resumes, is cut short or broken.',
    remedy:
      'Move that file out of the job folder (do not delete it yet) and start again: the run then resumes from the checkpoint before it.',
    action: 'openFolder',
    example: 'Error while deserializing header: incomplete metadata, file not fully covered',
  },
  {
    reason: 'folder-as-checkpoint',
    library: 'Python',
    says: /\[Errno 21\][^'\n]*(?:'([^'\n]+)')?|\(os error 21\)/,
    resuming: true,
    message:
      "ai-toolkit opens '{resumedFrom}' in the job folder as a checkpoint, because its name begins with the job's name. It is a folder.",
    remedy:
      "Rename or move that folder, or use another 'config.name' that no folder in the job folder begins with.",
    action: 'openFolder',
    example: "[Errno 21] Is a directory: '/home/user/ai-toolkit/output/sample/samples'",
  },
  {
    reason: 'checkpoint-does-not-fit',
    library: 'PyTorch',
    says: /size mismatch for|Error\(s\) in loading state_dict|Unhandled LoRA shape change|(?:tensor|shape).*(?:must match|mismatch)/i,
    resuming: true,
    message: 'The checkpoint {resumedFrom}, from which the run resumes, belongs to another network.',
    remedy: "Use another 'name' for the new network, or set the network section as it was.",
    action: 'openConfig',
    example:
      'Unhandled LoRA shape change for transformer_blocks.0: src=torch.Size([4]), tgt=torch.Size([8, 4])',
  },
  {
    reason: 'lfs-pointer',
    library: 'PyTorch',
    says: /invalid load key, 'v'|version https:\/\/git-lfs/,
    message: 'A model file is a Git LFS pointer: a text of 130 bytes instead of the weights.',
    remedy: "Run 'git lfs pull' in the model's folder, or download the model with 'hf download'.",
    action: 'openConfig',
    example: "invalid load key, 'v'.",
  },
  {
    reason: 'broken-model',
    library: 'diffusers',
    says: /Unable to load weights from checkpoint file for '([^']+)'/,
    message: 'The model file {1} is cut short or broken.',
    remedy: 'Download this file again. The checkpoints of the job are not affected.',
    action: 'openLog',
    example:
      "Unable to load weights from checkpoint file for '/m/transformer/diffusion_pytorch_model.safetensors' at '/m/transformer/diffusion_pytorch_model.safetensors'. ",
  },
  {
    reason: 'broken-model',
    library: 'safetensors',
    says: cutFile,
    phases: loading,
    message: 'A file of the base model {model} is cut short or broken. No checkpoint of the job is meant.',
    remedy:
      "Remove the model from the Hugging Face cache ('hf cache rm'), or download the local file again, and start again.",
    action: 'openLog',
    example: 'Error while deserializing header: MetadataIncompleteBuffer',
  },
  {
    reason: 'broken-model',
    library: 'PyTorch',
    says: /PytorchStreamReader failed|invalid load key|failed finding central directory|UnpicklingError|Unable to mmap/,
    phases: loading,
    message: 'A file of the base model {model} is cut short or broken. No checkpoint of the job is meant.',
    remedy: 'Download that file again.',
    action: 'openLog',
    example: 'PytorchStreamReader failed reading zip archive: failed finding central directory',
  },
  {
    reason: 'broken-cache',
    library: 'safetensors',
    says: cutFile,
    phases: ['dataset', 'caching', 'baseline', 'training'],
    message: 'A cached latent or text embedding of the dataset is cut short or broken.',
    remedy:
      "Remove the folders _latent_cache and _t_e_cache in the dataset's folder. ai-toolkit creates them again.",
    action: 'openConfig',
    example: 'Error while deserializing header: HeaderTooSmall',
  },
  {
    reason: 'broken-file',
    library: 'safetensors',
    says: cutFile,
    message: 'A safetensors file is cut short or broken.',
    remedy: 'The exceptions in the log tell which one. Move it aside rather than deleting it.',
    action: 'openLog',
    example: 'Error while deserializing header: InvalidHeaderDeserialization',
  },
  {
    reason: 'model-incomplete',
    library: 'diffusers',
    says: /no file named ([\w., -]+?) found in (?:directory )?(\S+?)\.?$/im,
    message: 'The model folder {2} has no {1}.',
    remedy: 'Download the whole model again, or correct model.name_or_path.',
    action: 'openConfig',
    example:
      'Error no file named diffusion_pytorch_model.safetensors found in directory /m/qwen/transformer.',
  },
  {
    reason: 'model-incomplete',
    library: 'safetensors',
    says: /No such file or directory: '?"?([^'"\n]*-of-\d+\.safetensors)|\.index\.json.*(?:does not exist|No such file)/,
    phases: loading,
    message: 'A file of the model is missing: {1}.',
    remedy: 'Download the model again; a download that was interrupted continues where it was.',
    action: 'openConfig',
    example: "No such file or directory: '/m/transformer/diffusion_pytorch_model-00002-of-00009.safetensors'",
  },
  {
    reason: 'missing-model',
    library: 'Python',
    says: /\[Errno (?:2|20)\][^']*'([^\n]+)'|No such file or directory: "?([^"\n]+)"?/,
    phases: loading,
    message: 'A file or folder of the model does not exist: {1}{2}.',
    remedy: 'Correct model.name_or_path, or the path after the bar in qtype.',
    action: 'openConfig',
    example: "[Errno 2] No such file or directory: '/m/qwen-image/transformer/config.json'",
  },
  {
    reason: 'unknown-architecture',
    library: 'diffusers',
    says: /Pipeline <class '[^']*(?:StableDiffusion)\w*'> expected/,
    message: "ai-toolkit does not support this 'model.arch', and treats the model as Stable Diffusion.",
    remedy: "Write 'arch: qwen_image', 'qwen_image_edit' or 'qwen_image_edit_plus'.",
    action: 'openConfig',
    example:
      "Pipeline <class 'diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion.StableDiffusionPipeline'> expected ['feature_extractor'], but only {'vae'} were passed.",
  },
  {
    reason: 'wrong-model',
    library: 'PyTorch',
    says: /size mismatch for|Error\(s\) in loading state_dict|Cannot load .* expected shape/,
    message: "The weights of the model do not fit its 'arch' or its config.json.",
    remedy: "Check that model.name_or_path is a Qwen-Image model and that 'arch' fits it.",
    action: 'openConfig',
    example:
      'Error(s) in loading state_dict for QwenImageTransformer2DModel: size mismatch for img_in.weight',
  },
  {
    reason: 'bad-adapter-path',
    library: 'ai-toolkit',
    says: /(?:Adapter|Invalid).*(?:lora|adapter).*(?:path|format)[^\n]*|must be in the format .*\||recovery adapter path must be/i,
    phases: loading,
    message: "The adapter after '|' in 'qtype' cannot be found.",
    remedy:
      "Write 'qtype: uint3|ostris/accuracy_recovery_adapters/FILE.safetensors', or remove the '|' and what follows.",
    action: 'openConfig',
    example: 'Invalid lora path format: ostris/accuracy_recovery_adapters',
  },
  {
    reason: 'unknown-qtype',
    library: 'ai-toolkit',
    says: /^'?(?:KeyError: )?'([\w|./-]+)'$/m,
    phases: loading,
    message: "ai-toolkit does not support the quantization type '{1}'.",
    remedy: "Write 'qtype: qfloat8' (or uint3, uint4 and so on with an accuracy recovery adapter).",
    action: 'openConfig',
    example: "'int4x'",
  },
  {
    reason: 'unknown-dtype',
    library: 'PyTorch',
    says: /`?dtype`? provided as a `?str`?|Unknown (?:d)?type:? (\S+)|unknown dtype|got an unexpected dtype/i,
    message: "A 'dtype' of the config is not one that ai-toolkit supports.",
    remedy: "Write 'dtype: bf16' in train and save.",
    action: 'openConfig',
    example: '`dtype` provided as a `str` can only be one of the torch dtypes',
  },
  {
    reason: 'unknown-attention',
    library: 'diffusers',
    says: /attention_backend|`?backend`?=?'?(\w+)'? (?:must be one of|is not (?:a )?(?:valid|supported))/,
    message: "'attention_backend' has a value that is not supported.",
    remedy: "Remove 'attention_backend' from the config.",
    action: 'openConfig',
    example: "attention_backend='xformerss' must be one of the following: flash, native",
  },
  {
    reason: 'foreign-checkpoint',
    library: 'PyTorch',
    says: /Weights only load failed/,
    phases: ['network'],
    message:
      "ai-toolkit tried to resume from a file of the job folder that is not a checkpoint, because its name begins with the job's name.",
    remedy: 'Move that file out of the job folder, or use another job name.',
    action: 'openFolder',
    example:
      'Weights only load failed. In PyTorch 2.6, we changed the default value of the `weights_only` argument',
  },
];
