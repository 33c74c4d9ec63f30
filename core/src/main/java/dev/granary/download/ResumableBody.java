package dev.granary.download;

import dev.granary.Cancel;
import dev.granary.Clock;
import dev.granary.GranaryException;
import dev.granary.GranaryException.Code;
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
 * The bytes of one file from where somebody stopped, by as many answers as it takes: when one
 * breaks off, the next is asked to begin at that very byte.
 *
 * <p>Answers are joined only if a validator says that they are of the same content, or if a digest
 * will tell. What cannot be joined is INTEGRITY: then whoever wants the file begins anew.
 */
final class ResumableBody implements ChunkSource {
  /** Bytes read at once: what is lost at most when a read fails, and how progress moves. */
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

  /** Whether that is surely the file's own: an answer's length may be that of compressed bytes. */
  private boolean exact;

  /** Where the next byte stands. */
  private long offset;

  /** Where it stood when the answer that is being read began. */
  private long begun;

  /** Where the last answer ended that did not break off, or {@link Part#UNKNOWN}. */
  private long ended = Part.UNKNOWN;

  /** What is being read, or null. */
  private ByteSource body;

  private Part part;

  /** Whether it is all of the file, whatever its size. */
  private boolean last;

  /** How many of its bytes are there already, and come again. */
  private long repeated;

  /** How many bytes are stored, and how many a chunk has. */
  private long safe;

  private int chunk;
  private boolean complete;
  private ChunkBuffer piece;
  private ProgressMeter meter;
  private Beat beat = () -> {};

  /**
   * @param span how many bytes to ask for at once
   * @param known what is known of the source
   * @param held how many bytes are there
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

  /** What is known of the source by now. */
  Origin origin() {
    return new Origin(wanted.url(), validator, total);
  }

  /** The media type that the server told, or the empty string. */
  String type() {
    return type;
  }

  /** Whether an answer that breaks off can be gone on with by another. */
  boolean joins() {
    return validator != null || wanted.spec().hasDigest();
  }

  /** Asks for what comes next, until there is an answer to read or all is there. */
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
    String told = answer.headers().get("content-type");
    if (told != null && told.startsWith("text/html") && !wanted.maybePage()) {
      throw failure(Code.INTEGRITY, "The server sent a web page instead.").with("reason", "html");
    }
    Part coming = Part.of(answer, asked);
    if (meter == null && offset == 0) {
      validator = Validator.of(answer);
      type = told == null ? "" : told;
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
      // Nobody would know which part is the last.
      span = Long.MAX_VALUE;
    }
    part = coming;
    last = !coming.exact();
    repeated = offset - coming.start();
    begun = offset;
    body = answer.body();
    // Not the writer's own: who waits may do so still when this writer has ended.
    body.whileWaiting(this::beat);
    return true;
  }

  private void expectSame(Http.Answer answer, Part coming) {
    boolean digest = wanted.spec().hasDigest();
    boolean same = digest || Validator.proves(validator, answer);
    // A date is not exact enough to prove it alone; else lengths of compressed bytes do not count.
    boolean proven = digest || Validator.isTag(validator);
    long expected = proven && !(exact && coming.exact()) ? Part.UNKNOWN : total;
    boolean sized = expected < 0 || coming.size() < 0 || expected == coming.size();
    if (!(same || (offset == 0 && validator == null)) || !sized) {
      throw changed();
    }
  }

  /** The server says that there is nothing at the offset. */
  private void beyond(Http.Answer answer) {
    long size = Part.size(answer);
    if (offset == 0) {
      // Not even of an empty file: so all of it is asked for.
      span = Long.MAX_VALUE;
      return;
    }
    // A refusal need not say of which content it speaks, nor how much of it there is.
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

  /** A sign of life; not too rarely while a server is being waited for. */
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

  /** Reads the next bytes into the piece; zero when it must be tried again, or all is there. */
  private int next(int most) {
    try {
      if (body == null) {
        open();
        return 0;
      }
      if (piece == null) {
        // Not the chunk's own memory, which would be lost with all it holds when a read fails.
        piece = new ChunkBuffer(PIECE);
      }
      int read = body.read(piece, 0, (int) Math.min(PIECE, repeated > 0 ? repeated : most));
      // What was cancelled looks as if it had ended.
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
      retries.progressed();
    }
    // Never more than a chunk of what is told is lost with whoever is killed now.
    meter.stored(Math.min(offset, safe + chunk));
    return read;
  }

  /** So many bytes are stored by now. */
  void stored(long bytes) {
    safe = bytes;
  }

  private int ended() {
    release();
    long end = part.end() < 0 && repeated == 0 ? total : part.end();
    long at = offset - repeated;
    ended = at;
    if (at < end) {
      throw failure(Code.NETWORK, "The answer broke off after " + at + " of " + end + " bytes.");
    }
    if (repeated > 0) {
      // There is less than what is held of it.
      throw changed();
    }
    // Where nobody has told the size, the next question is answered with 416.
    complete = last || offset == total;
    if (!complete && offset == begun) {
      throw failure(Code.NETWORK, "The answer brought nothing.");
    }
    return 0;
  }

  private void release() {
    if (body != null) {
      ByteSource over = body;
      body = null;
      over.close();
    }
  }

  /** Tells that all is stored. */
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
