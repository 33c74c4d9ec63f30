package dev.granary.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.catalog.ChunkRef;
import dev.granary.catalog.ModelManifest;
import dev.granary.catalog.Origin;
import dev.granary.tensor.DataType;
import dev.granary.tensor.TensorEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Tests that written rows of models are read back, truncated ones refused, and unknown members
 * ignored.
 */
final class TensorCodecTest {
  private static final List<DataType> TYPES = List.of(DataType.values());

  private static final String LATER = "\"later\":{\"v\":2,\"tensors\":[[]]},\"more\":[1.5,null],";

  @Provide
  Arbitrary<TensorIndex> indexes() {
    return Combinators.combine(Arbitraries.longs(), Arbitraries.strings().ofMaxLength(5))
        .as(TensorCodecTest::index);
  }

  @Provide
  Arbitrary<ModelManifest> manifests() {
    Arbitrary<String> texts = Arbitraries.strings().ofMaxLength(8);
    Arbitrary<Long> wholes = Arbitraries.longs().between(0, 1L << 53);
    return Combinators.combine(
            texts,
            texts,
            texts,
            texts,
            Arbitraries.of(null, "{\"a\":[1,\"}\"]}", "3"),
            wholes,
            Arbitraries.of(true, false),
            Arbitraries.integers().between(0, Integer.MAX_VALUE))
        .as(
            (id, version, name, framework, metadata, whole, pinned, count) ->
                new ModelManifest(
                    id, version, whole, name, framework, metadata, whole, pinned, count, whole));
  }

  /** Makes an index whose tensors lie anywhere in their parts. */
  private static TensorIndex index(long seed, String text) {
    Random random = new Random(seed);
    List<ModelPart> parts = new ArrayList<>();
    List<StoredTensor> tensors = new ArrayList<>();
    for (int part = 0; part < random.nextInt(4); part++) {
      List<ChunkRef> chunks = new ArrayList<>();
      for (int i = 0; i < random.nextInt(4); i++) {
        chunks.add(new ChunkRef(("" + (random.nextInt(9) + 1)).repeat(64), 1 + random.nextInt(99)));
      }
      Origin origin = random.nextBoolean() ? null : new Origin("url" + text, text, 7);
      parts.add(new ModelPart(chunks, origin, random.nextInt(1000)));
      long size = ChunkRef.sum(chunks);
      for (int i = 0; i < random.nextInt(5); i++) {
        long at = random.nextInt((int) size + 1);
        long length = random.nextInt((int) (size - at) + 1);
        DataType type = TYPES.get(random.nextInt(TYPES.size()));
        String name = text + part + "/" + i;
        TensorEntry entry =
            new TensorEntry(name, type, List.of(length, (long) i), part, at, length);
        String metadata = random.nextBoolean() ? null : "{\"x\":[" + i + "]}";
        long from = random.nextBoolean() ? at : random.nextInt(100);
        tensors.add(new StoredTensor(entry, from, metadata, random.nextBoolean()));
      }
    }
    return new TensorIndex("k@1", 7, parts, tensors);
  }

  private static TensorIndex decode(String text) {
    return TensorCodec.decode("k@1", 7, text);
  }

  @Property(tries = 300)
  void indexesAreReadBackEqual(@ForAll("indexes") TensorIndex index) {
    assertEquals(index, decode(TensorCodec.encode(index)));
  }

  @Property(tries = 300)
  void manifestsAreReadBackEqual(@ForAll("manifests") ModelManifest manifest) {
    String text = manifest.encode();
    assertEquals(manifest, ModelManifest.decode(manifest.key(), manifest.stamp(), text));
  }

  /** A later Granary may add members anywhere after the version, and elements to a tensor. */
  @Property(tries = 100)
  void whatIsUnknownIsIgnored(
      @ForAll("indexes") TensorIndex index, @ForAll("manifests") ModelManifest manifest) {
    String begin = "{\"v\":1,";
    String grown =
        TensorCodec.encode(index)
            .replace(begin, begin + LATER)
            .replace("{\"createdAt\"", "{" + LATER + "\"createdAt\"")
            .replace(",{\"from\"", ",{" + LATER + "\"from\"")
            .replace("{\"metadata\"", "{" + LATER + "\"metadata\"")
            .replace("}],[\"", "},1,{\"later\":2}],[\"");
    assertEquals(index, decode(grown));
    String grownManifest = manifest.encode().replace(begin, begin + LATER);
    assertEquals(manifest, ModelManifest.decode(manifest.key(), manifest.stamp(), grownManifest));
  }

  @Property(tries = 25)
  void truncationAtEveryPositionIsCorrupt(
      @ForAll("indexes") TensorIndex index, @ForAll("manifests") ModelManifest manifest) {
    String text = TensorCodec.encode(index);
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertCorrupt(() -> decode(cut));
    }
    String other = manifest.encode();
    for (int length = 0; length < other.length(); length++) {
      String cut = other.substring(0, length);
      assertCorrupt(() -> ModelManifest.decode(manifest.key(), 1, cut));
    }
  }

  /** A changed char gives another index or a refusal, and tensors never lie outside their parts. */
  @Property(tries = 25)
  void aChangedCharIsReadOrRefused(@ForAll("indexes") TensorIndex index, @ForAll char other) {
    String text = TensorCodec.encode(index);
    for (char c : new char[] {other, '"', '}', '9', '-', ',', 'x'}) {
      for (int at = 0; at < text.length(); at += 3) {
        String changed = text.substring(0, at) + c + text.substring(at + 1);
        try {
          decode(changed).row();
        } catch (GranaryException refused) {
          boolean known = refused.code() == Code.CORRUPT || refused.code() == Code.VERSION;
          assertEquals(true, known, refused.code().name());
        }
      }
    }
  }

  private static String withTensor(String tensor) {
    String chunk = "[\"" + "a".repeat(64) + "\",10]";
    return "{\"v\":1,\"parts\":[{\"chunks\":[" + chunk + "]}],\"tensors\":[" + tensor + "]}";
  }

  @Test
  void aTensorOutsideItsPartIsCorrupt() {
    assertEquals(1, decode(withTensor("[\"w\",\"uint8\",[4],0,6,4]")).tensors().size());
    for (String bad :
        List.of(
            "[\"w\",\"uint8\",[4],0,7,4]",
            "[\"w\",\"uint8\",[4],0,-1,4]",
            "[\"w\",\"uint8\",[4],0,6,-4]",
            "[\"w\",\"uint8\",[4],1,0,4]",
            "[\"w\",\"uint8\",[4],-1,0,4]",
            "[\"\",\"uint8\",[4],0,0,4]",
            "[\"w\",\"uint8\",[4],0,0,4,{\"from\":-1}]",
            "[\"w\",\"uint8\",[4],0,0]",
            "[\"w\",\"uint8\",[4],0,0,4],[\"w\",\"uint8\",[4],0,4,4]")) {
      assertCorrupt(() -> decode(withTensor(bad)));
    }
  }

  @Test
  void aTypeOfALaterGranaryIsAVersionAndNoDamage() {
    GranaryException failure =
        assertThrows(
            GranaryException.class, () -> decode(withTensor("[\"w\",\"float2\",[4],0,0,4]")));
    assertEquals(Code.VERSION, failure.code());
    assertEquals("float2", failure.details().get("type"));
  }

  private static void assertCorrupt(Executable decode) {
    assertEquals(Code.CORRUPT, assertThrows(GranaryException.class, decode).code());
  }
}
