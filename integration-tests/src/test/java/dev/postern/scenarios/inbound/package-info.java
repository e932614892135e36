/**
 * Mail to the gateway: from partners, strangers, own servers and attackers. Method names read as the attack matrix. Mail that enters from
 * 127.0.0.2 comes from inside, everything else from outside.
 */
@NullMarked
package dev.postern.scenarios.inbound;

import org.jspecify.annotations.NullMarked;
