/** Matchers for mailetcontainer.xml: whose a message is, to whom it goes, how it arrived. */
@NullMarked
package dev.postern.matchers;

import org.jspecify.annotations.NullMarked;
