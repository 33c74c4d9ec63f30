package dev.granary.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.granary.Granary;
import dev.granary.TaskLoop;
import dev.granary.store.Batch;
import dev.granary.store.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FillWatchTest {
  private final TaskLoop loop = new TaskLoop();
  private final List<String> reported = new ArrayList<>();
  private double usage;
  private double quota = 100;
  private int asked;

  private final SpacePort port =
      new SpacePort() {
        @Override
        public Figures ask() {
          asked++;
          return new Figures(usage, quota, false);
        }

        @Override
        public void evicted(ItemKind kind, String key, long bytes) {}

        @Override
        public void filled(double used, double of) {
          reported.add((long) used + "/" + (long) of);
        }
      };

  private final FillWatch watch =
      new FillWatch(new MemoryStore(), loop, loop, port, Batch.UNLIMITED);

  private void filled(double bytes) {
    usage = bytes;
    watch.filling();
    loop.advance(FillWatch.INTERVAL);
  }

  @Test
  void eachLevelIsReportedOnce() {
    filled(79);
    filled(80);
    filled(94);
    filled(95);
    filled(99);
    assertEquals(List.of("80/100", "95/100"), reported);
    filled(10);
    filled(85);
    assertEquals(List.of("80/100", "95/100", "85/100"), reported);
  }

  @Test
  void itLooksOnceInTwoSeconds() {
    watch.filling();
    loop.run();
    assertEquals(1, asked, "the first look is at once");
    for (int i = 0; i < 20; i++) {
      watch.filling();
      loop.advance(100);
    }
    assertEquals(2, asked);
  }

  @Test
  void withoutAQuotaThereIsNoWarning() {
    quota = Double.POSITIVE_INFINITY;
    filled(1e15);
    assertEquals(List.of(), reported);
  }

  @Test
  void aBudgetIsWatchedToo() {
    quota = Double.POSITIVE_INFINITY;
    MemoryStore store = new MemoryStore();
    try (Granary full = Granary.on(store).budget(100).scheduler(loop).space(port).open()) {
      full.files().put("k", new byte[79]);
      loop.advance(FillWatch.INTERVAL);
      assertEquals(List.of(), reported);
      full.files().put("more", new byte[] {1});
      loop.advance(FillWatch.INTERVAL);
      assertEquals(List.of("80/100"), reported);
    }
  }
}
