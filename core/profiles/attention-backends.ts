/**
 * What `train.attention_backend` may name: the backends of the diffusers version that ai-toolkit 0.12.26 installs
 * (`AttentionBackendName` of diffusers), with the package that each needs besides ai-toolkit's requirements.
 */
export const attentionBackends: Readonly<Record<string, string | undefined>> = {
  flash: 'flash-attn',
  flash_hub: 'kernels',
  flash_varlen: 'flash-attn',
  flash_varlen_hub: 'kernels',
  flash_4_hub: 'kernels',
  _flash_3: 'flash-attn 3',
  _flash_varlen_3: 'flash-attn 3',
  _flash_3_hub: 'kernels',
  _flash_3_varlen_hub: 'kernels',
  aiter: 'aiter',
  flex: undefined,
  native: undefined,
  _native_cudnn: undefined,
  _native_efficient: undefined,
  _native_flash: undefined,
  _native_math: undefined,
  _native_npu: 'torch_npu',
  _native_xla: 'torch_xla',
  sage: 'sageattention',
  sage_hub: 'kernels',
  sage_varlen: 'sageattention',
  _sage_qk_int8_pv_fp8_cuda: 'sageattention',
  _sage_qk_int8_pv_fp8_cuda_sm90: 'sageattention',
  _sage_qk_int8_pv_fp16_cuda: 'sageattention',
  _sage_qk_int8_pv_fp16_triton: 'sageattention',
  xformers: 'xformers',
};
