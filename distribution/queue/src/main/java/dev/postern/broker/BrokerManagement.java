package dev.postern.broker;

import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientRequestor;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;

/** Asks the broker about itself by messages, over a session that is open. For the session's thread. */
final class BrokerManagement {
    private static final String ADDRESS = "activemq.management";

    private final ClientSession session;

    BrokerManagement(ClientSession session) {
        this.session = session;
    }

    /** @throws ActiveMQException if it does not answer, or with its refusal */
    Object invoke(String resource, String operation, Object... parameters) throws ActiveMQException {
        ClientMessage question = session.createMessage(false);
        try {
            ManagementHelper.putOperationInvocation(question, resource, operation, parameters);
        } catch (Exception e) { // the client declares no less
            throw new ActiveMQException(operation + ": " + e.getMessage());
        }
        return ask(question, operation);
    }

    Object attribute(String resource, String attribute) throws ActiveMQException {
        ClientMessage question = session.createMessage(false);
        ManagementHelper.putAttribute(question, resource, attribute);
        return ask(question, attribute);
    }

    private Object ask(ClientMessage question, String what) throws ActiveMQException {
        try (var requestor = new ClientRequestor(session, ADDRESS)) {
            ClientMessage answer = requestor.request(
                    question, session.getSessionFactory().getServerLocator().getCallTimeout());
            if (answer == null) {
                throw new ActiveMQException("the broker did not answer " + what);
            }
            Object result = ManagementHelper.getResult(answer);
            if (!ManagementHelper.hasOperationSucceeded(answer)) {
                throw new ActiveMQException("the broker rejected " + what + ": " + result);
            }
            return result == null ? "" : result;
        } catch (ActiveMQException e) {
            throw e;
        } catch (Exception e) { // the client declares no less
            throw new ActiveMQException(what + ": " + e.getMessage());
        }
    }
}
