"""Where streams are kept. Every store holds the promises of :class:`sim.log.EventStore`."""
