package dev.granary.hub.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.granary.hub.api.RepoFile;
import java.util.AbstractList;
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
import org.junit.jupiter.params.provider.ValueSource;

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
  void onlyNumberedDataIsExternalData() {
    String files =
        """
        onnx/model.onnx 1
        onnx/model.onnx.data 1
        onnx/model.onnx_data 1
        onnx/model.onnx_data_0 1
        onnx/model.onnx_data_19 1
        onnx/model.onnx_data_ 1
        onnx/model.onnx_data_. 1
        onnx/model.onnx_data_: 1
        onnx/model.onnx_data_1a 1
        onnx/model.onnx_meta 1
        """;
    assertEquals(
        "onnx/model.onnx onnx/model.onnx.data onnx/model.onnx_data onnx/model.onnx_data_0"
            + " onnx/model.onnx_data_19",
        weights(Layouts.files(files), "fp32"));
  }

  @Test
  void aShardIsNumberedByDigits() {
    for (String number : List.of("0000/", "0000:", "0000x", "00002")) {
      String files = "a-" + number + "-of-00001.safetensors 1";
      assertEquals("", names(Layouts.files(files)), number);
    }
    StringBuilder shards = new StringBuilder();
    for (int i = 101; i <= 119; i++) {
      shards.append("a-00").append(i).append("-of-00019.safetensors 1\n");
    }
    assertEquals(
        19,
        quant(Layouts.files(shards.toString().replace("a-001", "a-000")), "safetensors")
            .files()
            .size());
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
    assertEquals(
        "tiny other tiny.safetensors",
        names(Layouts.files("tiny.gguf 5\nother.safetensors 6\ntiny.safetensors 7")));
    assertEquals(
        ".gguf .safetensors onnx/",
        names(Layouts.files(".gguf 5\n.safetensors 6\nonnx/.safetensors 7")));
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

  @Test
  void whatSharedFilesAreCalledIsNoNameOfWeights() {
    List<RepoFile> files = Layouts.files("model.safetensors 5\ntokenizer-e351.safetensors 6");
    for (Quant quant : Quants.of(files)) {
      assertEquals(1, quant.files().size(), quant.paths().toString());
    }
  }

  @Test
  void aFileThatTwoSessionsTakeInsteadIsInAQuantOnce() {
    List<RepoFile> files =
        Layouts.files(
            "decoder_model_merged_fp16.onnx 5\nx_quantized.onnx 6\nx_quantized_q4.onnx 7");
    Quant quant = quant(files, "fp16");
    assertEquals(new HashSet<>(quant.paths()).size(), quant.paths().size());
  }

  /** Counts how often its files are looked at. */
  private static final class Watched extends AbstractList<RepoFile> {
    private final List<RepoFile> files = new ArrayList<>();
    private int looks;

    @Override
    public RepoFile get(int index) {
      looks++;
      return files.get(index);
    }

    @Override
    public int size() {
      return files.size();
    }
  }

  /** A listing is untrusted: it may hold as many files of any kind as a listing may have. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "onnx/voice#.onnx",
        "onnx/voice#_q4.onnx",
        "onnx/model.onnx_data_#",
        "model-#-of-20000.gguf",
        "model-00001-of-#.gguf",
        "mmproj-#.gguf",
        "model#-Q4_K_M.gguf",
        "model#.safetensors",
        "model#.safetensors.index.json",
        "tokenizer#"
      })
  void manyFilesAreEachLookedAtAFewTimes(String name) {
    Watched files = new Watched();
    for (int i = 1; i <= 20_000; i++) {
      String path = name.replace("#", String.valueOf(100_000 + i).substring(1));
      files.files.add(new RepoFile(path, 1, null, null));
    }
    Quants.of(files);
    assertTrue(files.looks <= 20 * files.size(), files.looks + " looks");
  }

  @Test
  void manyQuantsThatShareManyFilesAreNotAllHeld() {
    List<RepoFile> files = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      files.add(new RepoFile("tokenizer" + i, 1, null, null));
      files.add(new RepoFile("model" + i + ".gguf", 1, null, null));
    }
    int sum = 0;
    for (Quant quant : Quants.of(files)) {
      sum += quant.files().size();
    }
    assertTrue(sum > 0 && sum <= 100_000, sum + " files");
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

  /** Any files of a repository. */
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
