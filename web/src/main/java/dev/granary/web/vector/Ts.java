package dev.granary.web.vector;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the TypeScript type where the Java type leaves it open: the value of a promise, the items
 * of a list, and whether null is allowed. The build writes {@code vector-program.d.ts} from the
 * interfaces of this package.
 */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.PARAMETER})
@interface Ts {
  String value();
}
