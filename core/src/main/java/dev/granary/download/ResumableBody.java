package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
import dev.granary.GranaryException.Reason;
import dev.granary.catalog.FileSpec;
import dev.granary.catalog.Origin;
import dev.granary.chunk.ByteSource;
import dev.granary.chunk.ChunkBuffer;
import dev.granary.chunk.ChunkSource;
import dev.granary.file.ProgressMeter;
import dev.granary.http.Http;
import dev.granary.http.Part;
import dev.granary.http.Refusal;
import dev.granary.http.Retries;
import dev.granary.http.Validator;

/**
 * Supplies the bytes of one file from an offset on, from as many answers as it takes. When an
 * answer breaks off, the next request begins at the next byte.
 *
 * <p>Answers are joined only when a validator says that their content is the same, or when a digest
 * will show it. Otherwise the body fails with INTEGRITY, and the caller begins anew.
 */
final class ResumableBody implements ChunkSource {
  /** The bytes of one read: the most that a failed read loses, and the step of the progress. */
  static final int PIECE = 256 * 1024;

  private final Download wanted;
  private final Http http;
  private final Retries retries;
  private final Cancel cancel;
  private final Clock clock;
  private final ProgressMeter.Listener listener;

  /** How many bytes to ask for at once. */
  private long span;

  private String validator;
  private String type = "";
  private long total;

  /**
   * Whether the total is the file's size for sure: an answer's length may count compressed bytes.
   */
  private boolean exact;

  /** The offset of the next byte. */
  private long offset;

  /** The offset at which the current answer began. */
  private long begun;

  /** The offset at which the last complete answer ended, or {@link Part#UNKNOWN}. */
  private long ended = Part.UNKNOWN;

  /** The body of the current answer, or null. */
  private ByteSource body;

  private Part part;

  /** The end of the bytes that the current answer was asked for, or {@link Http.Request#REST}. */
  private long to;

  /** Whether the current answer brings the rest of the file, even if its size is not known. */
  private boolean last;

  /** Whether an answer has ended early while the size of the file was not known. */
  private boolean unsure;

  /** How many bytes of the current answer are stored already. */
  private long repeated;

  /** The number of bytes that are stored for sure. */
  private long safe;

  private int chunk;
  private boolean complete;
  private ChunkBuffer piece;
  private ProgressMeter meter;
  private Beat beat = () -> {};

  /**
   * @param span how many bytes to ask for at once
   * @param known what is known of the origin
   * @param held the number of bytes that are stored
   */
  ResumableBody(
      Download wanted,
      Http http,
      Retries retries,
      long span,
      Cancel cancel,
      Clock clock,
      ProgressMeter.Listener listener,
      Origin known,
      long held) {
    this.wanted = wanted;
    this.http = http;
    this.retries = retries;
    this.span = span;
    this.cancel = cancel;
    this.clock = clock;
    this.listener = listener;
    this.validator = known.validator();
    this.total = wanted.spec().size() == FileSpec.UNKNOWN ? known.size() : wanted.spec().size();
    this.offset = held;
    this.safe = held;
    this.exact = wanted.spec().size() != FileSpec.UNKNOWN;
    this.complete = held > 0 && held == wanted.spec().size();
  }

  /** Returns what is known of the origin by now. */
  Origin origin() {
    return new Origin(wanted.url(), validator, total);
  }

  /** Returns the media type that the server sent, or the empty text. */
  String type() {
    return type;
  }

  /** Returns whether another answer can continue one that breaks off. */
  boolean joins() {
    return validator != null || wanted.spec().hasDigest();
  }

  /** Asks for the next bytes, until there is an answer to read or the file is complete. */
  void open() {
    while (body == null && !complete) {
      boolean parts = span < Long.MAX_VALUE && (total < 0 || total - offset > span);
      long to = parts ? offset + span : Http.Request.REST;
      Http.Request request = new Http.Request(wanted.url(), offset, to, wanted.headers());
      Http.Answer answer = retries.get(this::ask, request);
      try {
        open(request, answer);
      } catch (GranaryException failure) {
        if (failure.code() != Code.NETWORK) {
          throw failure;
        }
        retries.again(failure);
      }
    }
  }

  private Http.Answer ask(Http.Request request) {
    beat();
    return http.get(request);
  }

  /** Takes an answer, or closes it. */
  void open(Http.Request asked, Http.Answer answer) {
    boolean taken = false;
    try {
      taken = take(asked, answer);
    } finally {
      if (!taken) {
        answer.body().close();
      }
    }
  }

  private boolean take(Http.Request asked, Http.Answer answer) {
    boolean ranged = asked.rangeHeader() != null;
    if (ranged && answer.status() == 416) {
      beyond(answer);
      return false;
    }
    if (answer.status() != 200 && !(ranged && answer.status() == 206)) {
      throw Refusal.of(answer, wanted.url());
    }
    String sent = answer.headers().get("content-type");
    if (sent != null && sent.startsWith("text/html") && !wanted.maybePage()) {
      String where = "\"" + wanted.key() + "\" at " + wanted.url() + ".";
      throw failure(Code.INTEGRITY, "The server sent a web page in place of " + where)
          .because(Reason.WEB_PAGE);
    }
    Part coming = Part.of(answer, asked);
    if (meter == null && offset == 0) {
      validator = Validator.of(answer);
      type = sent == null ? "" : sent;
      if (coming.exact() && coming.end() != coming.size() && !joins()) {
        span = Long.MAX_VALUE;
        return false;
      }
    } else {
      expectSame(answer, coming);
    }
    if (coming.size() >= 0 && (total < 0 || (coming.exact() && !exact))) {
      total = coming.size();
      exact = coming.exact();
    }
    if (meter == null) {
      meter = new ProgressMeter(clock, total, listener);
      meter.begin(offset);
    }
    if (total < 0) {
      // Without a size, the body could not know which part is the last.
      span = Long.MAX_VALUE;
    }
    part = coming;
    to = asked.to();
    last = !coming.exact();
    repeated = offset - coming.start();
    begun = offset;
    body = answer.body();
    // Not the writer's own beat: a read may still wait when this writer has ended.
    body.whileWaiting(this::beat);
    return true;
  }

  private void expectSame(Http.Answer answer, Part coming) {
    boolean digest = wanted.spec().hasDigest();
    boolean same = digest || Validator.proves(validator, answer);
    // A date alone does not prove the content, so the lengths count, too, even of compressed bytes.
    boolean proven = digest || Validator.isTag(validator);
    long expected = proven && !(exact && coming.exact()) ? Part.UNKNOWN : total;
    boolean sized = expected < 0 || coming.size() < 0 || expected == coming.size();
    if (!(same || (offset == 0 && validator == null)) || !sized) {
      throw changed();
    }
  }

  /** Handles the answer that there is nothing at the offset. */
  private void beyond(Http.Answer answer) {
    long size = Part.size(answer);
    if (offset == 0) {
      // An empty file has no part to ask for: the whole file is asked for.
      span = Long.MAX_VALUE;
      return;
    }
    // A refusal need not say which content it means, nor the size of it.
    boolean likely = offset == total || (offset == ended && !exact);
    likely &= !Validator.denies(validator, answer);
    boolean proven = Validator.isTag(validator) && Validator.proves(validator, answer);
    proven &= size == offset && !exact;
    boolean another = size >= 0 && size != offset;
    if (another || !(likely || proven || wanted.spec().hasDigest())) {
      throw changed();
    }
    complete = true;
  }

  private GranaryException changed() {
    return failure(Code.INTEGRITY, "The content changed while it was being downloaded.");
  }

  private GranaryException failure(Code code, String message) {
    return new GranaryException(code, message).with("key", wanted.key()).with("url", wanted.url());
  }

  @Override
  public void whileWaiting(Beat given) {
    beat = given;
  }

  /** Beats for the writer, which touches its journal; often enough while a server is awaited. */
  void beat() {
    cancel.check();
    beat.beat();
  }

  @Override
  public int chunk(int index, ChunkBuffer into) {
    chunk = into.capacity();
    int filled = 0;
    while (filled < into.capacity() && !complete) {
      int read = next(into.capacity() - filled);
      if (read > 0) {
        System.arraycopy(piece.memory(), 0, into.memory(), filled, read);
        filled += read;
      }
    }
    return filled;
  }

  /**
   * Reads the next bytes into the piece; returns zero for another try, or when the file is
   * complete.
   */
  private int next(int most) {
    try {
      if (body == null) {
        open();
        return 0;
      }
      if (piece == null) {
        // Not the chunk's own memory: a failed read would lose it with all bytes in it.
        piece = new ChunkBuffer(PIECE);
      }
      int read = body.read(piece, 0, (int) Math.min(PIECE, repeated > 0 ? repeated : most));
      // A cancelled stream looks like one that has ended.
      beat();
      return read < 0 ? ended() : came(read);
    } catch (GranaryException failure) {
      release();
      piece = null;
      if (failure.code() != Code.NETWORK || !(joins() || offset == 0)) {
        throw failure;
      }
      retries.again(failure);
      return 0;
    }
  }

  private int came(int read) {
    if (repeated > 0) {
      repeated -= read;
      return 0;
    }
    offset += read;
    if (part.exact() && part.end() >= 0 && offset > part.end()) {
      throw failure(Code.INTEGRITY, "The server sent more than the part that was asked for.");
    }
    if (joins()) {
      retries.progressed(read, Math.min(PIECE, chunk));
    }
    // When the session is killed now, at most one chunk of the reported bytes is lost.
    meter.stored(Math.min(offset, safe + chunk));
    return read;
  }

  /** Notes how many bytes are stored. */
  void stored(long bytes) {
    safe = bytes;
  }

  private int ended() {
    release();
    long end = end();
    long at = offset - repeated;
    ended = at;
    if (at < end) {
      throw failure(Code.NETWORK, "The answer broke off after " + at + " of " + end + " bytes.");
    }
    if (repeated > 0) {
      // The server has fewer bytes than are stored.
      throw changed();
    }
    // When the size is not known, the next request is answered with 416.
    complete = last || offset == total;
    if (!complete && offset != to) {
      // The file may end here: the next answer shows it.
      if (unsure || offset == begun) {
        throw failure(Code.NETWORK, "The answer ended early, after " + offset + " bytes.");
      }
      unsure = true;
    }
    return 0;
  }

  /** Returns where the current answer must end; negative when that is not known. */
  private long end() {
    long size = part.size() < 0 ? total : part.size();
    if (last || size < 0) {
      return part.end() < 0 && repeated == 0 ? total : part.end();
    }
    return to == Http.Request.REST ? size : Math.min(to, size);
  }

  private void release() {
    if (body != null) {
      ByteSource over = body;
      body = null;
      over.close();
    }
  }

  /** Reports that the file is stored. */
  void done(long size) {
    if (meter == null) {
      meter = new ProgressMeter(clock, size, listener);
    }
    meter.done(size);
  }

  @Override
  public void close() {
    release();
    beat = () -> {};
  }
}
