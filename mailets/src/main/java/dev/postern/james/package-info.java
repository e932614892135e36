/** What a James that is not ours needs to run our mailets, matchers and hooks. */
@NullMarked
package dev.postern.james;

import org.jspecify.annotations.NullMarked;
