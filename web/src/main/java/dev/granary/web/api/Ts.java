package dev.granary.web.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says in TypeScript what a Java type leaves open: what a promise gives, what a list holds, and
 * whether null is allowed. The build writes {@code core.d.ts} from the interfaces of this package.
 */
@Retention(RetentionPolicy.SOURCE)
@Target({ElementType.METHOD, ElementType.PARAMETER})
@interface Ts {
  String value();
}
