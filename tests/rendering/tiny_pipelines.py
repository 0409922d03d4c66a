"""Real diffusers pipelines with tiny random weights, built from config: no download, a few hundred kilobytes each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from generation.rendering.recipes import Recipe

_BYTES = [chr(code) for code in (*range(33, 127), *range(161, 173), *range(174, 256))]


def _seeded() -> None:
    import torch

    torch.manual_seed(0)


def _t5_tokenizer() -> Any:
    from transformers import T5Tokenizer

    letters = [(letter, -2.0) for letter in "▁abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ,.:"]
    return T5Tokenizer(vocab=[("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *letters], extra_ids=0)


def _t5_config(tokenizer: Any) -> dict[str, Any]:
    return {
        "vocab_size": len(tokenizer),
        "d_model": 32,
        "d_kv": 8,
        "d_ff": 37,
        "num_layers": 2,
        "num_heads": 4,
        "relative_attention_num_buckets": 8,
    }


def ltx(folder: Path) -> None:
    """LTX-Video: 8k+1 frames, sides in multiples of 32."""
    from diffusers import (
        AutoencoderKLLTXVideo,
        FlowMatchEulerDiscreteScheduler,
        LTXPipeline,
        LTXVideoTransformer3DModel,
    )
    from transformers import T5Config, T5EncoderModel

    _seeded()
    tokenizer = _t5_tokenizer()
    LTXPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=AutoencoderKLLTXVideo(
            in_channels=3,
            out_channels=3,
            latent_channels=8,
            block_out_channels=(8, 8, 8, 8),
            decoder_block_out_channels=(8, 8, 8, 8),
            layers_per_block=(1, 1, 1, 1, 1),
            decoder_layers_per_block=(1, 1, 1, 1, 1),
            spatio_temporal_scaling=(True, True, True, False),
            decoder_spatio_temporal_scaling=(True, True, True, False),
            decoder_inject_noise=(False, False, False, False, False),
            upsample_residual=(False, False, False, False),
            upsample_factor=(1, 1, 1, 1),
            timestep_conditioning=False,
            patch_size=4,
            patch_size_t=1,
            encoder_causal=True,
            decoder_causal=False,
        ),
        text_encoder=T5EncoderModel(T5Config(**_t5_config(tokenizer))),
        tokenizer=tokenizer,
        transformer=LTXVideoTransformer3DModel(
            in_channels=8,
            out_channels=8,
            patch_size=1,
            patch_size_t=1,
            num_attention_heads=4,
            attention_head_dim=8,
            cross_attention_dim=32,
            num_layers=1,
            caption_channels=32,
        ),
    ).save_pretrained(folder)


def wan(folder: Path) -> None:
    """Wan 2.1: 4k+1 frames, sides in multiples of 16."""
    from diffusers import AutoencoderKLWan, FlowMatchEulerDiscreteScheduler, WanPipeline, WanTransformer3DModel
    from transformers import UMT5Config, UMT5EncoderModel

    _seeded()
    tokenizer = _t5_tokenizer()
    WanPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=7.0),
        vae=AutoencoderKLWan(
            base_dim=3, z_dim=16, dim_mult=[1, 1, 1, 1], num_res_blocks=1, temperal_downsample=[False, True, True]
        ),
        text_encoder=UMT5EncoderModel(UMT5Config(**_t5_config(tokenizer))),
        tokenizer=tokenizer,
        transformer=WanTransformer3DModel(
            patch_size=(1, 2, 2),
            num_attention_heads=2,
            attention_head_dim=12,
            in_channels=16,
            out_channels=16,
            text_dim=32,
            freq_dim=256,
            ffn_dim=32,
            num_layers=2,
            cross_attn_norm=True,
            qk_norm="rms_norm_across_heads",
            rope_max_seq_len=32,
        ),
    ).save_pretrained(folder)


def animatediff(folder: Path) -> None:
    """AnimateDiff over Stable Diffusion 1.x: any number of frames up to its motion module's places."""
    from diffusers import AnimateDiffPipeline, AutoencoderKL, DDIMScheduler, MotionAdapter, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    _seeded()
    words = ["<|startoftext|>", "<|endoftext|>", *_BYTES, *(letter + "</w>" for letter in _BYTES)]
    tokenizer = CLIPTokenizer(vocab={word: index for index, word in enumerate(words)}, merges=[], model_max_length=77)
    AnimateDiffPipeline(
        vae=AutoencoderKL(
            block_out_channels=(8, 8),
            in_channels=3,
            out_channels=3,
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            latent_channels=4,
            norm_num_groups=2,
        ),
        text_encoder=CLIPTextModel(
            CLIPTextConfig(
                hidden_size=8,
                intermediate_size=16,
                num_attention_heads=2,
                num_hidden_layers=2,
                vocab_size=len(words),
                bos_token_id=0,
                eos_token_id=1,
                pad_token_id=1,
            )
        ),
        tokenizer=tokenizer,
        unet=UNet2DConditionModel(
            block_out_channels=(8, 8),
            layers_per_block=1,
            sample_size=8,
            in_channels=4,
            out_channels=4,
            down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=8,
            norm_num_groups=2,
        ),
        motion_adapter=MotionAdapter(
            block_out_channels=(8, 8),
            motion_layers_per_block=1,
            motion_norm_num_groups=2,
            motion_num_attention_heads=4,
            motion_max_seq_length=16,
        ),
        scheduler=DDIMScheduler(beta_schedule="linear", clip_sample=False),
    ).save_pretrained(folder)


def cogvideox(folder: Path) -> None:
    """CogVideoX: 4k+1 frames, sides in multiples of 16."""
    from diffusers import AutoencoderKLCogVideoX, CogVideoXPipeline, CogVideoXTransformer3DModel, DDIMScheduler
    from transformers import T5Config, T5EncoderModel

    _seeded()
    tokenizer = _t5_tokenizer()
    CogVideoXPipeline(
        tokenizer=tokenizer,
        text_encoder=T5EncoderModel(T5Config(**_t5_config(tokenizer))),
        vae=AutoencoderKLCogVideoX(
            in_channels=3,
            out_channels=3,
            down_block_types=("CogVideoXDownBlock3D",) * 4,
            up_block_types=("CogVideoXUpBlock3D",) * 4,
            block_out_channels=(8, 8, 8, 8),
            latent_channels=4,
            layers_per_block=1,
            norm_num_groups=2,
            temporal_compression_ratio=4,
        ),
        transformer=CogVideoXTransformer3DModel(
            num_attention_heads=4,
            attention_head_dim=8,
            in_channels=4,
            out_channels=4,
            time_embed_dim=2,
            text_embed_dim=32,
            num_layers=1,
            sample_width=2,
            sample_height=2,
            sample_frames=9,
            patch_size=2,
            temporal_compression_ratio=4,
            max_text_seq_length=226,
        ),
        scheduler=DDIMScheduler(),
    ).save_pretrained(folder)


BUILDERS: dict[str, tuple[Callable[[Path], None], dict[str, Any]]] = {
    "LTXPipeline": (ltx, {"frame_step": 8, "size_multiple": 32, "guidance": 3.0}),
    "WanPipeline": (wan, {"frame_step": 4, "size_multiple": 16}),
    "AnimateDiffPipeline": (animatediff, {"frame_step": 1, "size_multiple": 8}),
    "CogVideoXPipeline": (cogvideox, {"frame_step": 4, "size_multiple": 16}),
}


def build(pipeline: str, folder: Path) -> Recipe:
    """Save a tiny pipeline of a class in a folder; return the recipe that loads it: 4 steps, 8 frames a second."""
    builder, rules = BUILDERS[pipeline]
    builder(folder)
    return Recipe(
        name=f"tiny-{pipeline.lower()}",
        tier="standard",
        pipeline=pipeline,
        path=str(folder),
        dtype="float32",
        steps=4,
        fps=8,
        **rules,
    )
