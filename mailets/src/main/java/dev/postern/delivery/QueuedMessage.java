package dev.postern.delivery;

import dev.postern.tls.DnsName;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.mailet.Mail;

/**
 * A message that the queue gave out, on its way to an attempt.
 *
 * @param item settled when the queue has what is left of the message
 * @param domain of all its recipients
 * @param destination where it went when it came out of the queue
 */
record QueuedMessage(MailQueueItem item, DnsName domain, Destination destination) {
    Mail mail() {
        return item.getMail();
    }

    /** A recipient whose domain cannot be read never enters the queue; see {@code PartnerRemoteDelivery}. */
    static DnsName domainOf(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .flatMap(recipient -> DnsName.parse(recipient.getDomain().asString()))
                .orElseThrow(() -> new IllegalStateException(mail.getName() + " has no recipient with a domain"));
    }
}
