package dev.granary.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * Listings of repositories, written by hand after the layouts of well-known ones. Names are as they
 * are there; sizes are made up, but for their order of magnitude.
 */
final class Layouts {
  private Layouts() {}

  /** Files from lines of a path and a size. */
  static List<RepoFile> files(String listing) {
    List<RepoFile> files = new ArrayList<>();
    listing
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              long size = Long.parseLong(line.substring(space + 1));
              files.add(new RepoFile(line.substring(0, space), size, null, null));
            });
    return files;
  }

  /** An encoder for sentences, converted for transformers.js. */
  static final List<RepoFile> ENCODER =
      files(
          """
          .gitattributes 1519
          README.md 2000
          config.json 650
          onnx/model.onnx 90387606
          onnx/model_bnb4.onnx 55000000
          onnx/model_fp16.onnx 45212349
          onnx/model_int8.onnx 22972370
          onnx/model_q4.onnx 54600000
          onnx/model_q4f16.onnx 30000000
          onnx/model_quantized.onnx 22972370
          onnx/model_uint8.onnx 22972370
          quantize_config.json 1000
          special_tokens_map.json 125
          tokenizer.json 711661
          tokenizer_config.json 366
          vocab.txt 231508
          """);

  /** The same kind as its authors publish it: optimised for several processors. */
  static final List<RepoFile> OPTIMISED =
      files(
          """
          1_Pooling/config.json 190
          config.json 612
          config_sentence_transformers.json 116
          model.safetensors 90868376
          onnx/model.onnx 90405214
          onnx/model_O1.onnx 90360328
          onnx/model_O2.onnx 90326566
          onnx/model_O3.onnx 90326497
          onnx/model_O4.onnx 45212349
          onnx/model_qint8_arm64.onnx 23026053
          onnx/model_qint8_avx512_vnni.onnx 23026053
          onnx/model_quint8_avx2.onnx 23046789
          pytorch_model.bin 90888945
          rust_model.ot 90887379
          tf_model.h5 91005696
          tokenizer.json 466247
          """);

  /** Speech to text: two sessions, exported in all the ways there were. */
  static final List<RepoFile> SEQ2SEQ =
      files(
          """
          added_tokens.json 34604
          config.json 2243
          generation_config.json 3772
          merges.txt 493869
          onnx/decoder_model.onnx 118000000
          onnx/decoder_model_fp16.onnx 59000000
          onnx/decoder_model_merged.onnx 119000000
          onnx/decoder_model_merged_fp16.onnx 60000000
          onnx/decoder_model_merged_q4.onnx 86000000
          onnx/decoder_model_merged_quantized.onnx 30000000
          onnx/decoder_with_past_model.onnx 113000000
          onnx/encoder_model.onnx 33000000
          onnx/encoder_model_fp16.onnx 16500000
          onnx/encoder_model_quantized.onnx 10000000
          onnx/encoder_model_uint8.onnx 10000000
          preprocessor_config.json 339
          tokenizer.json 2480466
          vocab.json 1036584
          """);

  /** A large language model: weights beside the file, in parts where they are many. */
  static final List<RepoFile> EXTERNAL =
      files(
          """
          chat_template.jinja 3000
          config.json 900
          onnx/model.onnx 1200000
          onnx/model.onnx_data 2090000000
          onnx/model.onnx_data_1 2090000000
          onnx/model.onnx_data_2 800000000
          onnx/model_fp16.onnx 1200000
          onnx/model_fp16.onnx_data 2080000000
          onnx/model_q4f16.onnx 1100000
          onnx/model_q4f16.onnx_data 900000000
          tokenizer.json 17000000
          tokenizer.model 4200000
          """);

  /** Text, images and sound: not every session in every dtype. */
  static final List<RepoFile> MULTIMODAL =
      files(
          """
          config.json 4000
          onnx/audio_encoder.onnx 2700000
          onnx/audio_encoder.onnx_data 1300000000
          onnx/audio_encoder_fp16.onnx 2700000
          onnx/audio_encoder_fp16.onnx_data 680000000
          onnx/audio_encoder_quantized.onnx 360000000
          onnx/decoder_model_merged_q4.onnx 500000
          onnx/decoder_model_merged_q4.onnx_data 1500000000
          onnx/decoder_model_merged_q4f16.onnx 500000
          onnx/decoder_model_merged_q4f16.onnx_data 1400000000
          onnx/embed_tokens_quantized.onnx 200000
          onnx/embed_tokens_quantized.onnx_data 2800000000
          onnx/vision_encoder.onnx 1000000
          onnx/vision_encoder.onnx_data 1200000000
          onnx/vision_encoder_fp16.onnx 600000000
          onnx/vision_encoder_quantized.onnx 310000000
          preprocessor_config.json 1000
          processor_config.json 100
          """);

  /** Quants of a language model, those that are large in folders, with projectors. */
  static final List<RepoFile> GGUF =
      files(
          """
          .gitattributes 3000
          BF16/Model-27B-it-BF16-00001-of-00002.gguf 49800000000
          BF16/Model-27B-it-BF16-00002-of-00002.gguf 4200000000
          Model-27B-it-IQ4_NL.gguf 15600000000
          Model-27B-it-IQ4_XS.gguf 14800000000
          Model-27B-it-Q2_K.gguf 10500000000
          Model-27B-it-Q2_K_L.gguf 10800000000
          Model-27B-it-Q4_0.gguf 15600000000
          Model-27B-it-Q4_K_M.gguf 16500000000
          Model-27B-it-Q8_0.gguf 28700000000
          Model-27B-it-UD-IQ1_S.gguf 6300000000
          Model-27B-it-UD-Q4_K_XL.gguf 16800000000
          README.md 20000
          config.json 900
          imatrix_unsloth.dat 13000000
          imatrix_unsloth.gguf 13000000
          mmproj-BF16.gguf 858000000
          mmproj-F16.gguf 858000000
          mmproj-F32.gguf 1690000000
          """);

  /** Quants in small letters, split, from before there were folders for them. */
  static final List<RepoFile> LOWER_CASE_GGUF =
      files(
          """
          model-7b-instruct-fp16-00001-of-00003.gguf 3900000000
          model-7b-instruct-fp16-00002-of-00003.gguf 3900000000
          model-7b-instruct-q4_k_m-00001-of-00002.gguf 3990000000
          model-7b-instruct-q4_k_m-00002-of-00002.gguf 690000000
          model-7b-instruct-q8_0-00001-of-00003.gguf 3960000000
          model-7b-instruct-q8_0-00002-of-00003.gguf 3940000000
          model-7b-instruct-q8_0-00003-of-00003.gguf 202000000
          """);

  /** Weights in shards, and the same in the authors' own format. */
  static final List<RepoFile> SHARDED =
      files(
          """
          config.json 600
          consolidated.safetensors 14500000000
          generation_config.json 116
          model-00001-of-00003.safetensors 4950000000
          model-00002-of-00003.safetensors 5000000000
          model-00003-of-00003.safetensors 4550000000
          model.safetensors.index.json 23950
          params.json 200
          tokenizer.json 1960000
          tokenizer.model 587404
          tokenizer.model.v3 587404
          """);

  /** A pipeline of several models. */
  static final List<RepoFile> DIFFUSION =
      files(
          """
          model_index.json 541
          text_encoder/config.json 600
          text_encoder/model.fp16.safetensors 246000000
          text_encoder/model.safetensors 492000000
          unet/diffusion_pytorch_model.fp16.safetensors 1720000000
          unet/diffusion_pytorch_model.safetensors 3440000000
          vae/diffusion_pytorch_model.safetensors 335000000
          """);

  /** From the first days: a small model with everything at its root. */
  static final List<RepoFile> OLD =
      files(
          """
          64.tflite 125162496
          config.json 665
          flax_model.msgpack 497764120
          generation_config.json 124
          merges.txt 456318
          model.safetensors 548105171
          onnx/config.json 879
          onnx/decoder_model.onnx 653665842
          onnx/decoder_model_merged.onnx 655189339
          onnx/decoder_with_past_model.onnx 653672649
          onnx/merges.txt 456318
          onnx/tokenizer.json 2107653
          pytorch_model.bin 548118077
          tokenizer.json 1355256
          tokenizer_config.json 26
          vocab.json 1042301
          """);
}
