package io.godwit.manager.orchestration;

import io.godwit.manager.agents.AgentCalls;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.time.Time;

/** What migrations work with. */
record Tools(
    Inventory inventory, AgentCalls agents, Errands errands, Deadlines deadlines, Time time) {}
