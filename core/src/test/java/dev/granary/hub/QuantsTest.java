package dev.granary.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.manifest.RepoFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which quants the files of a repository make. */
final class QuantsTest {
  private static String names(List<RepoFile> files) {
    StringBuilder names = new StringBuilder();
    for (Quant quant : Quants.of(files)) {
      names.append(names.isEmpty() ? "" : " ").append(quant.name());
    }
    return names.toString();
  }

  private static Quant quant(List<RepoFile> files, String name) {
    return Quants.named(Quants.of(files), name);
  }

  private static String weights(List<RepoFile> files, String name) {
    List<String> paths = new ArrayList<>(quant(files, name).paths());
    paths.removeIf(Quants::isShared);
    return String.join(" ", paths);
  }

  @Test
  void anEncoderHasAQuantForEachDtype() {
    assertEquals("fp32 fp16 q8 int8 uint8 q4 q4f16 bnb4", names(Layouts.ENCODER));
    assertEquals(
        List.of(
            "onnx/model_q4.onnx",
            "config.json",
            "special_tokens_map.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "vocab.txt"),
        quant(Layouts.ENCODER, "q4").paths());
    assertEquals(54600000 + 650 + 125 + 711661 + 366 + 231508, quant(Layouts.ENCODER, "q4").size());
    assertEquals("onnx", quant(Layouts.ENCODER, "q4").format());
  }

  @Test
  void whatIsOptimisedForProcessorsIsNoDtype() {
    assertEquals("fp32 safetensors", names(Layouts.OPTIMISED));
    assertEquals("onnx/model.onnx", weights(Layouts.OPTIMISED, "fp32"));
  }

  @Test
  void theMergedDecoderTakesThePlaceOfTheTwo() {
    assertEquals("fp32 fp16 q8 q4", names(Layouts.SEQ2SEQ));
    assertEquals(
        "onnx/decoder_model_merged_fp16.onnx onnx/encoder_model_fp16.onnx",
        weights(Layouts.SEQ2SEQ, "fp16"));
    assertEquals("fp32 safetensors", names(Layouts.OLD));
    assertEquals("onnx/decoder_model_merged.onnx", weights(Layouts.OLD, "fp32"));
  }

  @Test
  void aSessionThatLacksTheDtypeComesInAnother() {
    assertEquals(
        "onnx/decoder_model_merged_q4.onnx onnx/encoder_model_quantized.onnx",
        weights(Layouts.SEQ2SEQ, "q4"));
    assertEquals("q4 q4f16", names(Layouts.MULTIMODAL));
    assertEquals(
        "onnx/audio_encoder_quantized.onnx onnx/decoder_model_merged_q4.onnx"
            + " onnx/decoder_model_merged_q4.onnx_data onnx/embed_tokens_quantized.onnx"
            + " onnx/embed_tokens_quantized.onnx_data onnx/vision_encoder_quantized.onnx",
        weights(Layouts.MULTIMODAL, "q4"));
    assertEquals(
        "onnx/audio_encoder_fp16.onnx onnx/audio_encoder_fp16.onnx_data"
            + " onnx/decoder_model_merged_q4f16.onnx onnx/decoder_model_merged_q4f16.onnx_data"
            + " onnx/embed_tokens_quantized.onnx onnx/embed_tokens_quantized.onnx_data"
            + " onnx/vision_encoder_fp16.onnx",
        weights(Layouts.MULTIMODAL, "q4f16"));
  }

  @Test
  void externalDataBelongsToItsFile() {
    assertEquals("fp32 fp16 q4f16", names(Layouts.EXTERNAL));
    assertEquals(
        "onnx/model.onnx onnx/model.onnx_data onnx/model.onnx_data_1 onnx/model.onnx_data_2",
        weights(Layouts.EXTERNAL, "fp32"));
    assertEquals(
        "onnx/model_q4f16.onnx onnx/model_q4f16.onnx_data", weights(Layouts.EXTERNAL, "q4f16"));
  }

  @Test
  void labelsOfGguf() {
    assertEquals(
        "BF16 IQ4_NL IQ4_XS Q2_K Q2_K_L Q4_0 Q4_K_M Q8_0 UD-IQ1_S UD-Q4_K_XL", names(Layouts.GGUF));
    assertEquals("Model-27B-it-Q4_K_M.gguf mmproj-F16.gguf", weights(Layouts.GGUF, "Q4_K_M"));
    assertEquals(
        "BF16/Model-27B-it-BF16-00001-of-00002.gguf BF16/Model-27B-it-BF16-00002-of-00002.gguf"
            + " mmproj-BF16.gguf",
        weights(Layouts.GGUF, "BF16"));
  }

  @Test
  void aSplitOfWhichAPartIsMissingIsNoQuant() {
    assertEquals("Q4_K_M Q8_0", names(Layouts.LOWER_CASE_GGUF));
    assertEquals(
        3960000000L + 3940000000L + 202000000L, quant(Layouts.LOWER_CASE_GGUF, "Q8_0").size());
  }

  @ParameterizedTest
  @CsvSource({
    "model-Q4_K_M,Q4_K_M",
    "model.q5_1,Q5_1",
    "model_iq3_xxs,IQ3_XXS",
    "Q4_K_M/model-Q8_0,Q8_0",
    "model-UD-Q2_K_XL,UD-Q2_K_XL",
    "model-ud-tq1_0,UD-TQ1_0",
    "model-TQ2_0,TQ2_0",
    "model-MXFP4_MOE,MXFP4_MOE",
    "gpt-mxfp4,MXFP4",
    "model-NVFP4,NVFP4",
    "ggml-model-f16,F16",
    "model-BF16,BF16",
    "F32-to-F16,F16",
    "model-Q6_K,Q6_K",
    "model-Q6_K-v2,Q6_K",
    "model-Q4_0_4_4,Q4_0",
    "model-7b,",
    "model-Q4,",
    "IQ4_,",
  })
  void theLastLabelCounts(String name, String label) {
    assertEquals(label, GgufQuants.label(name));
  }

  @Test
  void aNameWithoutALabelIsTheQuantsOwn() {
    assertEquals("tiny", names(Layouts.files("tiny.gguf 5")));
    assertEquals("F16 b-F16", names(Layouts.files("a-F16.gguf 5\nb-F16.gguf 6")));
  }

  @Test
  void shardsComeWithTheirIndex() {
    assertEquals("consolidated safetensors", names(Layouts.SHARDED));
    assertEquals(
        "model-00001-of-00003.safetensors model-00002-of-00003.safetensors"
            + " model-00003-of-00003.safetensors model.safetensors.index.json",
        weights(Layouts.SHARDED, "safetensors"));
    assertEquals(
        "text_encoder/model.fp16 text_encoder/model unet/diffusion_pytorch_model.fp16"
            + " unet/diffusion_pytorch_model vae/diffusion_pytorch_model",
        names(Layouts.DIFFUSION));
  }

  @Test
  void oneModelIsTheModelWhateverItIsCalled() {
    assertEquals("safetensors", names(Layouts.files("adapter.safetensors 5")));
    assertEquals("fp32", names(Layouts.files("yolo.onnx 5\nREADME.md 4")));
    assertEquals("", names(Layouts.files("README.md 5\nsub/model.onnx 4")));
    assertNull(quant(Layouts.OLD, "q4"));
  }

  @Test
  void shardsOfMoreThanThereAreFilesAreNoReasonToAllocate() {
    assertEquals("", names(Layouts.files("a-000001-of-999999.safetensors 5")));
    assertEquals("", names(Layouts.files("a-00000-of-00000.gguf 5")));
  }

  @Provide
  Arbitrary<List<RepoFile>> listings() {
    Arbitrary<String> paths =
        Arbitraries.strings()
            .withChars("onx/model_-.12345of0ggufqQ4KMF16safetensorsdecdat*")
            .ofMaxLength(30);
    Arbitrary<String> words =
        Arbitraries.of(
                "onnx/",
                "model",
                "encoder_model",
                "decoder_model_merged",
                "_q4",
                "_fp16",
                ".onnx",
                "_data",
                "_1",
                "-00001-of-00002",
                "-00002-of-00002",
                ".gguf",
                ".safetensors",
                "mmproj-",
                "-Q4_K_M",
                ".index.json",
                "config.json",
                "/",
                "-")
            .list()
            .ofMaxSize(5)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(paths, words)
        .map(path -> new RepoFile(path, path.length(), null, null))
        .list()
        .uniqueElements(RepoFile::path)
        .ofMaxSize(12);
  }

  /** Whatever a repository holds. */
  @Property
  void quantsHaveNamesOfTheirOwnAndFilesThatAreThere(@ForAll("listings") List<RepoFile> files) {
    Set<String> names = new HashSet<>();
    for (Quant quant : Quants.of(files)) {
      assertTrue(names.add(quant.name()));
      assertTrue(files.containsAll(quant.files()));
      assertEquals(quant.files().size(), new HashSet<>(quant.files()).size());
      assertTrue(!quant.files().isEmpty());
      for (RepoFile file : files) {
        assertTrue(!Quants.isShared(file.path()) || quant.files().contains(file));
      }
    }
  }
}
