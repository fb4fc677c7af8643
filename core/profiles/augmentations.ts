/**
 * The transforms of albumentations 1.4.15, the version in ai-toolkit's requirements. `datasets[].augmentations[].method`
 * names one of them (toolkit/dataloader_mixins.py:1463-1483).
 */
export const augmentationMethods: readonly string[] = `
AdvancedBlur Affine BBoxSafeRandomCrop Blur CLAHE CenterCrop ChannelDropout ChannelShuffle ChromaticAberration
CoarseDropout ColorJitter Crop CropAndPad CropNonEmptyMaskIfExists D4 Defocus Downscale ElasticTransform Emboss Equalize
FDA FancyPCA Flip FromFloat GaussNoise GaussianBlur GlassBlur GridDistortion GridDropout GridElasticDeform
HistogramMatching HorizontalFlip HueSaturationValue ISONoise ImageCompression InvertImg Lambda LongestMaxSize MaskDropout
MedianBlur MixUp Morphological MotionBlur MultiplicativeNoise NoOp Normalize OneOf OneOrOther OpticalDistortion
OverlayElements PadIfNeeded Perspective PiecewiseAffine PixelDistributionAdaptation PixelDropout PlanckianJitter Posterize
RGBShift RandomBrightnessContrast RandomCrop RandomCropFromBorders RandomCropNearBBox RandomFog RandomGamma RandomGravel
RandomGridShuffle RandomRain RandomResizedCrop RandomRotate90 RandomScale RandomShadow RandomSizedBBoxSafeCrop
RandomSizedCrop RandomSnow RandomSunFlare RandomToneCurve Resize RingingOvershoot Rotate SafeRotate
SelectiveChannelTransform Sequential Sharpen ShiftScaleRotate SmallestMaxSize Solarize SomeOf Spatter Superpixels
TemplateTransform TextImage ToFloat ToGray ToRGB ToSepia Transpose UnsharpMask VerticalFlip XYMasking ZoomBlur
`
  .trim()
  .split(/\s+/);
